drafts-title = New Loans
drafts-new = New loan
drafts-list = Drafts
drafts-link = { $count ->
    [one] 1 Draft
   *[other] { $count } Drafts
}
drafts-count = { $count ->
    [0] No draft matches.
    [one] 1 draft
   *[other] { $count } drafts
}
drafts-stage = Show
drafts-stage-open = Waiting to be published
drafts-stage-published = Published
drafts-stage-deleted = Deleted
drafts-maker = Made by
drafts-maker-any = Anybody
drafts-maker-api = API
drafts-maker-people = Person
drafts-filter = Show
drafts-name = Borrower or group
drafts-unnamed = Draft { $id }
drafts-made = Made on
drafts-missing = What is missing
drafts-ready = Ready to publish
drafts-errors = { $count ->
    [one] 1 error
   *[other] { $count } errors
}
drafts-became = Loan { $id }
drafts-pages = Pages
drafts-page = Page { $page } of { $last }
drafts-previous = Previous
drafts-next = Next

drafts-step = Step { $number }: { $name }
drafts-step-description = Description
drafts-step-terms = Loan Terms
drafts-step-photo = Photo
drafts-step-review = Review
drafts-save-next = Save and continue
drafts-save-more-borrowers = Save and add borrowers
drafts-save-more-rows = Save and add repayments
drafts-not-saved = Nothing was saved.
drafts-choose = --
drafts-not-yours = { $value } (not one of yours)

drafts-loan-type = Loan Type
drafts-individual = Individual Loan
drafts-group = Group Loan
drafts-waiver = Client Waiver
drafts-waiver-text = Yes, my organization has a signed client waiver on file for this loan for this individual borrower or group.
drafts-borrowers = Borrowers
drafts-borrower = Borrower
drafts-client-id = Client ID
drafts-loan-id = Loan ID
drafts-first-name = Borrower Given Name
drafts-last-name = Borrower Family Name
drafts-gender = Gender
drafts-gender-female = Female
drafts-gender-male = Male
drafts-gender-unknown = Unknown
drafts-group-only = For group loans only
drafts-group-name = Group Name
drafts-group-client-id = Group Client ID
drafts-group-loan-id = Group Loan ID
drafts-location = Location
drafts-sector = Primary Sector
drafts-no-sector = Other
drafts-activity = Primary Activity
drafts-language = Language of Description
drafts-loanuse = Loan Use - This borrower will use this loan: (for example, "to pay for...")
drafts-loanuse-short = Loan Use
drafts-description = Borrower and Loan Use Description

drafts-themes = Loan Themes
drafts-theme = Loan Theme
drafts-theme-chart = { $theme }: { $used } used, { $pending } pending, { $limit } credit limit + expected repayments.
drafts-theme-advice = Pending loans are inactive, issue and reviewed loans. Stop posting new loans at the red line, or some of your loans may expire.
drafts-disbursal = Loan Disbursal
drafts-disburse-time = Disbursal Date
drafts-currency = Currency
drafts-amount = Loan Amount
drafts-total = Loan Amount in all
drafts-price = Price on Kiva
drafts-schedule = Repayment Schedule
drafts-due-on = Due on
drafts-principal = Principal
drafts-interest = Interest
drafts-parameters = Or have the schedule worked out, when no repayments are entered above
drafts-first-repayment = First repayment on
drafts-installments = Number of repayments
drafts-every = One every
drafts-unit = Unit
drafts-terms-days = Days
drafts-terms-weeks = Weeks
drafts-terms-months = Months
drafts-terms-years = Years
drafts-rate-type = Kind of interest
drafts-terms-decliningBalance = Declining balance
drafts-terms-flat = Flat
drafts-annual-rate = Interest per year, in per cent

drafts-photo = Photo
drafts-photo-choose = Choose a photo
drafts-photo-help = JPEG, PNG, WebP or GIF, up to 12 MB. Place and camera data are removed.
drafts-photo-alt = The borrower or group
drafts-not-pictured = Not pictured
drafts-absent = { $count ->
    [0] Everybody is on the photo.
    [one] 1 member is not on the photo.
   *[other] { $count } members are not on the photo.
}

drafts-yes = Yes
drafts-no = No
drafts-edit = Edit
drafts-is-ready = This draft has no errors and can be published.
drafts-must-clear = { $count ->
    [one] 1 error must be cleared before this draft can be published.
   *[other] { $count } errors must be cleared before this draft can be published.
}
drafts-is-published = This draft was published.
drafts-is-deleted = This draft was deleted.
drafts-publish = Publish
drafts-publish-means = The draft becomes a loan. Kiva reviews it and then shows it to lenders. This cannot be undone here.
drafts-publish-sure = Yes, publish this loan
drafts-delete = Delete
drafts-delete-sure = Yes, delete this draft
