loans-title = Loans
loans-found = { $count ->
    [0] No loan matches.
    [one] { $shown } loan
   *[other] { $shown } loans
}
loans-found-more = { $count ->
    [0] None was found among the first loans that were looked at.
   *[other] More than { $shown } loans match, or may match.
} Type more letters, or a whole ID.
loans-search = Search
loans-name = Name
loans-loan-id = Loan ID
loans-client-id = Client ID
loans-kiva-id = Kiva ID
loans-location = Location
loans-price = Loan price
loans-status = Status
loans-status-any = Any status
loans-pages = Pages
loans-page = Page { $page } of { $last }
loans-previous = Previous
loans-next = Next

loan-borrowers = Borrowers
loan-story = Description
loan-use = This loan is used { $use }
loan-schedule = Repayment schedule
loan-history = History
loan-activity = Activity
loan-theme = Loan theme
loan-principal = Loan amount
loan-amount = Amount
loan-funded = Funded so far
loan-rate = Exchange rate at posting, for 1 USD
loan-disbursed = Disbursal date
loan-posted = Posted
loan-repaid = Principal repaid
loan-outstanding = Principal outstanding
loan-journals = Journals published
loan-delinquent = A repayment is past due.
loan-due-on = Due
loan-due-principal = Principal
loan-due-interest = Interest
loan-due-repaid = Repaid
loan-due-settled = Repaid
loan-due-late = Past due
loan-due-open = Not due yet
loan-when = Day
loan-event = What happened
loan-by = By

status-inactive = Waiting for review
status-reviewed = Reviewed
status-issue = Issue
status-issue-revising = Issue: being corrected
status-issue-approving = Issue: correction under review
status-inactive-expired = Expired before it was listed
status-fundraising = Fundraising
status-raised = Funded
status-paying-back = Paying back
status-expired = Expired
status-ended = Ended
status-defaulted = Defaulted
status-refunded = Refunded
status-deleted = Withdrawn

event-publish = Posted
event-review = Passed review
event-raise-issue = Issue found
event-begin-revision = Correction begun
event-submit-revision = Correction handed in
event-list = Listed for lenders
event-fund = Fully funded
event-expire = Listing ended
event-expire-inactive = Not listed in time
event-start-repayment = Repayment began
event-repay-in-full = Repaid in full
event-default = Defaulted
event-refund = Lenders refunded
event-delete = Withdrawn

by-clock = By itself
by-operator = The operator
by-kiva = Kiva

loan-gender = Gender
loan-expires = It expires on { $day } if nothing happens before.
loan-payments = Payments by month
loan-payments-help = Principal. Due and reported are sums since disbursal; billed is the month's part, at the statement's rates.
loan-month = Month
loan-due-by-end = Due by its end
loan-reported = Reported
loan-billed = Billed
loan-billed-usd = Owed
loan-not-billed = Not billed yet
loan-month-on-time = On time
loan-month-delinquent = Delinquent
loan-month-prepaid = Prepaid
loan-month-not-reported = Not reported
loan-problems = Errors and warnings of its rows
loan-upload = Upload
loan-row = Row
loan-problem = Error or warning
loan-trail = Audit trail
loan-detail = More
deed-loan-review = Let pass review
deed-loan-raise-issue = Raised an issue
deed-loan-resubmit = Handed the correction in
deed-loan-list = Listed for lenders
deed-loan-fund = Funded
deed-loan-disburse = Disbursed
deed-loan-expire = Let expire
deed-loan-default = Defaulted
deed-loan-refund = Refunded lenders
deed-loan-ask-not-to-default = Asked not to default
deed-loan-let-wait = Let wait
deed-loan-refuse-to-wait = Did not let wait
deed-loan-withdraw-request = Withdrew the request
loan-relist = List the borrower again
loan-relist-means = Makes a draft with the same borrower, story and photo. The description begins with an update; amounts and days are new.
error-relist-early = A borrower is listed again once the loan before is repaid.
deed-loan-tell-of-relisting = Lenders were told that the borrower is listed again
