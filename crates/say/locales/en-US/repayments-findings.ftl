finding-repayment-loan-not-found = No loan of this partner has this loan ID.
finding-repayment-id-unusable = { $kind ->
    [long] An ID has at most { $most } characters.
   *[nul] This ID holds the character U+0000, which no text may hold.
}
finding-repayment-client-mismatch = { $kind ->
    [missing] The client ID is missing: this partner reports with loan ID, client ID and amount.
    [several] Several loans have this loan ID. Send the client ID to say which is meant.
   *[other] The loan with this loan ID has another client ID.
}
finding-repayment-not-repayable-status = The loan is { $status ->
    [inactive] waiting for review
    [reviewed] reviewed, not yet listed
    [issue] held up by an issue
    [issue_revising] held up by an issue
    [issue_approving] held up by an issue
    [inactive_expired] expired before it was listed
    [fundRaising] still raising funds
    [raised] funded, but not yet paying back
    [expired] expired
    [ended] repaid in full
    [refunded] refunded
    [deleted] withdrawn
   *[other] { $status }
}. Repayments are taken on loans that are paying back or defaulted.
finding-repayment-duplicate-row = Rows { $row } and { $counts } are for the same loan. Row { $counts } counts.
finding-repayment-amount-invalid = { $kind ->
    [unreadable] “{ $amount }” is no amount. Write digits with a decimal point, without separators.
    [negative] The amount is negative.
   *[precise] The amount has more than the { $decimals } decimals of { $currency }.
}
finding-repayment-amount-exceeds-principal = { $mode ->
    [principal_outstanding] The outstanding principal is above the loan’s principal of { $principal }.
    [amount_this_month] With the { $before } repaid before, the amount is above the loan’s principal of { $principal }.
   *[cumulative_principal_repaid] The amount is above the loan’s principal of { $principal }.
}
finding-repayment-amount-decreased = { $kind ->
    [invoiced] The principal repaid is now { $now }, less than the { $before } invoiced by final reports.
   *[reported] The principal repaid is now { $now }, less than the { $before } reported earlier this month.
}
finding-repayment-already-final = The report of this month is final, and the next month has not begun. Nothing can be added to it.

error-report-final = The report of { $month } is final. Nothing can change it.
error-report-order = Reports become final in their order. The next one is { $month }.
error-report-none = There is no report for { $month }.
error-report-changed = Rows came in, or somebody else changed the report, since you opened the page. Nothing was made final; look at the figures again.
error-month-unreadable = There is no such month.
error-list-unknown = There is no such list.
error-upload-gone = Upload { $upload } was not found.
error-report-closing = The report is being made final. Send the rows again in a second.
error-file-none = There is no file in the form. Choose a file first.
error-file-too-large = The file is larger than the { $megabytes } MB that one upload may have. Split it into several files: they are combined in the month.
error-file-empty = The file has no rows. Save your sheet as CSV again and look whether the rows are in it.
error-file-pdf = This is a PDF, not a CSV. Export the list from your system as CSV, or type the rows into a spreadsheet and save it as “CSV UTF-8”.
error-file-workbook = This is an Excel workbook, not a CSV. Open it and choose Save as, file type “CSV UTF-8 (comma delimited)”, then upload that file.
error-file-picture = This is a picture, not a CSV. Export the list from your system as CSV and upload that file.
error-file-archive = This is a compressed file, not a CSV. Unpack it and upload the CSV that is in it.
error-file-binary = This file holds no text, so it is no CSV. Export the list from your system as CSV and upload that file.
error-file-page = This is a web page, not a CSV. Your system may have answered with its sign-in page: export the list again.
error-file-no-csv = Line { $line } cannot be read as CSV. Open the file in a spreadsheet, save it as “CSV UTF-8” and upload it again.
error-file-text = Line { $line } of the file cannot be kept: its { $field } { $kind ->
    [long] has more than { $most } characters
   *[nul] holds the character U+0000
}.
error-file-columns = Line { $line } has { $found } columns. The CSV upload format of your profile has { $wanted ->
    [three] three: Loan ID, Client ID, amount
   *[two] two: Loan ID, amount
}.
error-file-journal-columns = Line { $line } has { $found } columns. A file of journals has { $wanted ->
    [three] Loan ID, Client ID, subject, text
   *[two] Loan ID, subject, text
} and, if you like, the address of a picture.

error-form-cut = The form did not arrive whole. Send it again.
error-file-rows = The file has more than { $most } rows. Split it into several files: they are combined in the month.
error-problem-gone = This problem was not found. It may have been mended since.
error-wire-zero = The amount of a wire is a number above zero, such as 1500.00.
error-wire-early = The day of the wire has not come yet.
error-wire-day = Give the day on which the wire arrived.
finding-repayment-not-eligible-yet = This loan is eligible to be repaid from { $day } on: your organization reports a loan { $months } months after its disbursal.
