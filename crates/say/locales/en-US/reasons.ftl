# Reasons of the plan, by the name of their rule.
fault-bytes = not text; convert it in the query (photos are read by [loan_drafts.photos])
fault-no-date = a date that no calendar has
fault-money = too large a `money` to be read exactly; convert it in the query: CAST(… AS decimal(19, 4))
fault-formula = it shows an error; correct the formula, or the cell it looks at
fault-no-value = a formula stands here whose result is not stored; open the workbook in Excel or LibreOffice, let it calculate, and save it
fault-digits = a number of more than 15 digits, of which a workbook keeps only 15; format the column as text and type it again
fault-not-number = not a number
fault-short = the row ends before this column
fault-narrow = its column was too narrow to show it when it was exported; widen it and export again
fault-float = a FLOAT of which the server shows only six digits; convert it in the query: CAST(… AS DECIMAL(18, 2))
fault-quotes = a quote stands inside a field in quotes: there it must be doubled (""); with a backslash before it the export escapes quotes in a way that is not read
fault-open-quote = a quote is opened in this row and not closed, so that nobody can say where it ends; close it, or double it if it is part of the text
fault-backslash = the row ends in a backslash: the export escapes line breaks with it, and the rest of the row stands in the next line; export with quotes instead
fault-short-row = the row has fewer fields than the header has columns, so nobody can say which are missing; a title, a page line or a total is no record
fault-long-row = the row has more fields than the header has columns: a field that holds the delimiter must stand in quotes
fault-header-again = this row repeats the header, as on a new page; it is no record
fault-other-table = the header of another table stands above this row, or in it; give each table a file of its own
reason-unknown-near = the partner has no { $what } of this name; did you mean "{ $near }"?
reason-unknown = the partner has no { $what } of this name; it has { $known ->
    [none] none at all
   *[other] { $known }
 }
reason-ambiguous-location = several places are called so: write "{ $one }" or "{ $other }"
reason-missing-in-source = Kiva lists loan { $loan } (Kiva ID { $kiva_id }) as { $status }, but the source has no row for it; what is not reported is billed as scheduled
reason-loan-not-found = Kiva lists no loan with this Loan ID as paying back or defaulted; for a source that holds other loans too set `ignore_other_loans = true`; a title, a total or a page line is no record
reason-loan-id-repeated = { $count } rows have this Loan ID; which one is meant nobody can say
reason-journal-repeated = { $count } records have this id; if they are different journals, set `columns.id`
reason-amount-decreased = the amount says that less is repaid than last time{ $last ->
    [none] {""}
   *[other] , { $last }
 }; if it is right, add the Loan ID to `repayments.checked`
reason-amount-is-outstanding = the amount equals the { $outstanding } that was outstanding after the last report, but should be the principal repaid so far; if it is right, add the Loan ID to `repayments.checked`
reason-amount-is-outstanding-told = the amount equals the { $outstanding } that the source says is outstanding, but should be the principal repaid so far; if it is right, add the Loan ID to `repayments.checked`
reason-amount-invalid = not an amount such as 1250.50; set `format = "1,234.56"` (or "1.234,56") to say how amounts are written
reason-amount-unlike = not an amount written like { $format }
reason-amounts-too-large = the amounts of this day are too large to add up
reason-rate-invalid = not a rate in percent such as 24 or 24.5%
reason-amount-missing = the amount is empty; a loan without repayments has the amount 0
reason-number-invalid = not a whole number
reason-date-invalid = not a date as expected ({ $format }); set `format` for dates written otherwise
reason-date-missing = the due date is missing
reason-gender-invalid = not female, male or unknown; say what it means with `values = {"{"} … = "female" {"}"}`
reason-flag-invalid = neither yes nor no; say what it means with `values = {"{"} … = "yes" {"}"}`
reason-id-missing = the { $what } is missing
reason-key-missing = the Loan ID that joins this row is missing
reason-members-missing = this is a group loan, but no borrower names its Loan ID; set [loan_drafts.members], or `group_by` when each row is a borrower
reason-members-missing-there = this is a group loan, but no borrower names its Loan ID in the key column of [loan_drafts.members]
reason-too-large = not sent: this one alone has { $size } KB, and the server, or a proxy before it, takes no request of that size; a smaller photo or a shorter text may help, or whoever runs it raises the limit
reason-photo-path = {"{"}{ $name }{"}"} cannot be part of the photo's path
reason-photo-path-needs = the photo's path needs {"{"}{ $name }{"}"}, which is empty
reason-photo-query-needs = the photo's query needs :{ $name }, which is empty
reason-loan-unreadable = Kiva lists this loan with a price or currency that cannot be read
reason-changed-after-sending = it was sent{ $reference ->
    [none] {""}
   *[other] {" "}as { $reference }
 } and has changed since; correct it in PA2, or set `resend_changed = true` to send it a second time
reason-interrupted = the link was interrupted while this was being sent, so nobody knows whether it arrived; look in PA2, then say so with `fieldlink resolve`
reason-value-unreadable = { $why }
reason-row-unreadable = { $why }
reason-held-by-person = { $by } holds it: { $why }; `fieldlink ledger hold ROW --release` lets it go
reason-group-rows-disagree = it is one for the whole group, and row { $row } says something else; make them the same
reason-amount-ambiguous = it can be { $thousands } or { $decimals }: is the mark before three digits one between thousands, or one before decimals? `format = "{ $between }"` reads { $thousands }, `format = "{ $before }"` reads { $decimals }
reason-amount-currency = the amount is written in { $written }, but Kiva lists this loan in { $theirs }
reason-amount-currency-of-draft = the amount is written in { $written }, but the draft is in { $theirs }
reason-date-ambiguous = it can be { $one } (the day first) or { $other } (the month first); set `format`, such as "%d/%m/%Y" or "%m/%d/%Y"
reason-date-short-year = the year has two digits, where `format` says four; `format = "{ $format }"` takes 69 to 99 as 19xx and 00 to 68 as 20xx
reason-id-destroyed = a spreadsheet has rounded this id to a number such as 2.5E+11, and its last digits are lost; format the column as text and export it again
reason-id-is-date = the workbook made a date of this id; format the column as text and type the id again
reason-id-with-unseen-signs = this id holds signs that nobody sees ({ $signs }); take them out in the source, or set `trim = "ends"` for it
reason-loan-id-nearly = Kiva lists no loan with this Loan ID, but one with "{ $kivas }": they differ only in signs that nobody sees{ $signs ->
    [none] {""}
   *[other] {" "}({ $signs })
 }, in blanks or in zeros; correct it in the source, or set `trim = "ends"` for the column
reason-text-encoded-twice = its letters were encoded twice: Ã or Â and a sign stand where one letter should; export it again as UTF-8, and open it in no other program between
reason-text-with-zero-byte = it holds a zero byte, which is no letter; the export broke it
reason-text-is-bytes = these are bytes written as hexadecimal digits and no text; choose another column, or convert it in the query
sort-activity = activity
sort-theme = loan theme
sort-language = language
sort-location = location
sort-currency = currency
reason-already-final = the report of this month is final: nothing can be added to it
reason-amount-exceeds-principal = the amount is more than the principal of the loan
reason-answer-lost = the answer was lost; look in PA2, then say so with `fieldlink resolve`
reason-client-mismatch = the loan with this Loan ID has another Client ID
reason-duplicate-row = this loan is in several rows of one call; the last one counts
reason-not-eligible-yet = your organisation reports a loan some months after its disbursal, which have not passed yet
reason-not-repayable-status = Kiva does not have this loan as paying back or defaulted
reason-nothing-to-send = there is nothing to send
reason-photo-missing = the photo is missing
reason-photo-unusable = the photo cannot be used
