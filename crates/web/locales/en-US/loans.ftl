loans-title = Loans
loans-found = { $count ->
    [0] No loan matches.
    [one] 1 loan
   *[other] { $count } loans
}
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
by-person = A person
by-client = An API client
by-operator = The operator
