repayments-title = Repayments
repayments-title-month = Repayments for { $month }
repayments-months = Months

repayments-reported-box = Loans reported
repayments-reported-of = reported of
repayments-expected = expected
repayments-view-not-reported = { $count ->
    [0] Every expected loan is reported
    [one] View { $shown } loan not reported
   *[other] View { $shown } loans not reported
}
repayments-reported-beside = { $count ->
    [one] { $shown } other loan was reported: paid early, or recovered after a default.
   *[other] { $shown } other loans were reported: paid early, or recovered after a default.
}
repayments-invoice-box = Repayments to be invoiced
repayments-invoice-expected = { $amount } repayments expected to be invoiced
repayments-invoiced-box = Repayments invoiced

repayments-state-open = The month is open. Report what your loans have repaid by the end of it. It becomes final on { $day } unless you make it final before.
repayments-state-preliminary = The preliminary statement stands. Reports can still be corrected until it becomes final on { $day }.
repayments-state-final = This report is final. Nothing can change it.
repayments-state-waiting = Reports become final in their order: an earlier month comes first.
repayments-none-in-hand = The last month is final and the next one has not begun, so nothing can be reported now.
repayments-state-name-open = open
repayments-state-name-preliminary = preliminary
repayments-state-name-final = final

repayments-categories = How the loans were reported
repayments-category = Category
repayments-loans = Loans
repayments-category-on-time = Reported on time
repayments-category-delinquent = Delinquent
repayments-category-prepaid = Prepaid
repayments-category-not-reported = Not reported
repayments-category-on-time-help = As scheduled.
repayments-category-delinquent-help = Less than scheduled by the end of the month.
repayments-category-prepaid-help = More than scheduled by the end of the month.
repayments-category-not-reported-help = Billed as scheduled unless reported.

repayments-uploads = Repayment CSVs uploaded
repayments-uploads-all = { $count ->
    [one] The one upload
   *[other] All { $shown } uploads
}
repayments-uploads-none = Nothing was uploaded for this month yet.
repayments-upload = Upload
repayments-upload-when = Day
repayments-upload-source = Source
repayments-upload-rows = Rows
repayments-upload-accepted = Accepted
repayments-upload-errors = Errors
repayments-upload-warnings = Warnings
repayments-upload-on-time = On time
repayments-upload-rows-link = Rows
repayments-source-api = Partner API
repayments-source-csv = CSV
repayments-source-single = Single entry
repayments-taken = Upload { $id }: { $accepted } of { $rows } rows accepted, { $errors } with errors, { $warnings } with warnings.

repayments-add = Add reports
repayments-file = CSV file
repayments-file-help = { $columns ->
    [three] Loan ID, Client ID, amount: one loan a row. A header row is fine.
   *[two] Loan ID, amount: one loan a row. A header row is fine.
}
repayments-amount-help = { $mode ->
    [principal_outstanding] The amount is the principal still outstanding, in the currency of the loan.
    [amount_this_month] The amount is the principal repaid in this month, in the currency of the loan.
   *[cumulative_principal_repaid] The amount is the principal repaid since disbursal, in the currency of the loan.
}
repayments-file-send = Upload
repayments-single = One loan
repayments-loan-id = Loan ID
repayments-client-id = Client ID
repayments-amount = Amount
repayments-single-send = Report

repayments-problems = Errors and warnings
repayments-problems-none = No row waits for correction.
repayments-problems-count = { $errors } errors and { $warnings } warnings wait for a look. Upload a correct row for the loan and its problem goes away.
repayments-problems-all = View all errors and warnings
repayments-problem-kind = Kind
repayments-problem-row = Row
repayments-problem-what = Problem

repayments-list-expected = Loans with scheduled repayments
repayments-list-reported = Loans reported
repayments-list-empty = There are none.
repayments-list-count = { $count ->
    [one] { $shown } loan
   *[other] { $shown } loans
}
repayments-back = Back to the month
repayments-name = Name
repayments-kiva-id = Kiva ID
repayments-before = Repaid before
repayments-scheduled = Scheduled by the end of the month
repayments-reported = Reported
repayments-owed = Owed to Kiva
repayments-pages = Pages
repayments-page = Page { $page } of { $last }
repayments-previous = Previous
repayments-next = Next

repayments-finalize = Make the report final
repayments-finalize-help = { $count ->
    [0] Every expected loan is reported. { $amount } will be invoiced.
    [one] { $shown } expected loan is not reported and will be billed as scheduled. { $amount } will be invoiced in all.
   *[other] { $shown } expected loans are not reported and will be billed as scheduled. { $amount } will be invoiced in all.
}
repayments-finalize-early = The month is not over yet. Once its report is final, nothing can be reported until the next month begins.
repayments-finalize-confirm = I have checked the report of { $month }: { $amount } will be invoiced. Once it is final, it cannot be revised.
repayments-finalize-button = Make final
repayments-finalize-tick = Tick the box to say that you have checked the report.

repayments-statement-preliminary = Preliminary statement for { $month }
repayments-statement-final = Statement for { $month }
repayments-statement-link-preliminary = View the preliminary statement
repayments-statement-link-final = View the statement
repayments-statement-note = As the report stands on { $day }. It changes with every upload until it is final.
repayments-statement-drawn-up = Final since { $day }.
repayments-statement-net-box = Net billing
repayments-statement-raised = Total raised
repayments-statement-repayments = Repayments
repayments-statement-refunded = Loans refunded
repayments-statement-net = Net balance
repayments-statement-net-positive = Kiva keeps the repayments and pays the difference to you.
repayments-statement-net-negative = You pay the difference to Kiva.
repayments-statement-forward = Brought forward from the statement before
repayments-statement-overdue = Of it overdue
repayments-statement-total = Total amount due
repayments-statement-total-to-you = Kiva pays you
repayments-statement-due = Due by
repayments-statement-currencies = Repayments by currency
repayments-statement-currency = Currency
repayments-statement-local = Repayment in local currency
repayments-statement-rate = Rate at billing, for 1 USD
repayments-statement-round-up = Kiva Round-Up
repayments-statement-usd = Repayment in USD
repayments-statement-absorbed = Currency loss absorbed by lenders
repayments-statement-owed = Owed to Kiva
repayments-statement-exchange = Exchange gained or (lost)
repayments-statement-loans = Loans on this statement

export-label = Save the list as
filter-apply = Show
repayments-amount-comma = Write it with a decimal point or a decimal comma, without thousands separators.
repayments-row-mends = This puts a correct row in the place of one with a problem:
repayments-row-correct = Correct a row
repayments-correct = Correct
repayments-principal = Principal of the loan
repayments-problems-all-kinds = Errors and warnings
repayments-problem-code = Code
repayments-statement-rate-posting = Rate at posting, for 1 USD
repayments-list = List
repayments-search = Search in the list
repayments-list-none-found = Nothing was found here.
repayments-search-on = Search on
repayments-category-meaning = What it means
repayments-upload-errors-help = Rows that do not count until they are corrected.
repayments-upload-warnings-help = Rows worth a look.
repayments-finalize-begin = Check the figures and make final
repayments-finalize-title = Make { $month } final
repayments-expected-loans = Loans expected
repayments-invoice-as-scheduled = If all repaid as scheduled
repayments-finalize-errors = { $count ->
    [one] { $shown } row has an error and does not count.
   *[other] { $shown } rows have errors and do not count.
}
repayments-statement-wires = Wires received this month
repayments-statement-wires-sent = Wired to you this month
repayments-statement-standing = How your loans stand
repayments-statement-outstanding = Amount outstanding
repayments-statement-past-due = Amount past due
repayments-statement-delinquency = Delinquency rate
repayments-statement-par1 = PAR1
repayments-statement-defaulted = Amount defaulted
repayments-statement-default-rate = Default rate
repayments-statement-journaling = Journaling rate
repayments-statement-no-rate = –
wires-title = Wires
wires-help = Money wired between you and Kiva, as Kiva has entered it. A statement counts the wires of its month.
wires-enter = Enter a wire
wires-none = No wire has been entered yet.
wires-day = Day it arrived
wires-way = Direction
wires-received = From the partner to Kiva
wires-sent = From Kiva to the partner
wires-reference = Reference
wires-amount = Amount in USD
repayments-aside = Set aside
repayments-aside-count = { $count ->
    [one] { $shown } problem was set aside.
   *[other] { $shown } problems were set aside.
}
repayments-aside-set = Set this problem aside
repayments-aside-means = If no correct row can follow, for instance because no loan has this ID, say why. The row then counts as settled and does not count as a repayment. You can undo this until the month is final.
repayments-aside-do = Set aside
repayments-aside-undo = Undo
repayments-why = Why
error-why-missing = Please say in a few words why.
error-problem-aside = Somebody else set this problem aside, or had it stand again, at this moment.
wires-strike = Strike out
wires-strike-do = Strike this wire out
wires-struck = Struck out on { $day }:
error-wire-struck = This wire was struck out already.

# Loans Eligible to be Repaid.
eligible-title = Loans Eligible to be Repaid
eligible-explained = { $months ->
    [one] Your organization repays a loan to its lenders from one month after its disbursal on.
   *[other] Your organization repays a loan to its lenders from { $months } months after its disbursal on.
} These loans are paying back and may be repaid by the end of { $month }, those disbursed first at the top.
eligible-not-yours = Your organization repays each loan by its schedule from the first day on: there is no list of its own for it. Kiva sets how many months pass from disbursal where there is such a rule.
eligible-which = Loans
eligible-all = All that may be repaid
eligible-new = New in { $month }
eligible-disbursed = Disbursed on
eligible-from = May be repaid from
eligible-count = { $count ->
    [0] No loan may be repaid here yet.
    [one] { $shown } loan
   *[other] { $shown } loans
}
eligible-count-more = { $count ->
   *[other] { $shown } loans or more
}
