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
drafts-photo-help = JPEG, PNG, WebP, GIF, BMP or TIFF, up to 12 MB. Place and camera data are removed. HEIC photos of an iPhone: save them as JPEG first.
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

drafts-first = First page
drafts-count-so-far = { $count ->
    [0] None among the drafts looked at so far. Go on to the next page.
    [one] 1 draft on this page; there may be more.
   *[other] { $count } drafts on this page; there may be more.
}
drafts-count-here = { $count ->
    [0] No draft matches.
    [one] 1 draft on this page.
   *[other] { $count } drafts on this page.
}
drafts-standing = How far
drafts-standing-any = Any
drafts-standing-ready = Ready, nothing found
drafts-standing-warned = Ready, with warnings
drafts-standing-blocked = With errors
drafts-standing-description = Errors in Description
drafts-standing-terms = Errors in Loan Terms
drafts-standing-photo = Errors in Photo
drafts-query = Name, Loan ID or Client ID
drafts-made-by-api = API: { $name }
drafts-warnings = { $count ->
    [one] 1 warning
   *[other] { $count } warnings
}
drafts-choice = Choose
drafts-choose-one = Choose { $name }
drafts-publish-chosen = Publish those chosen
drafts-none-chosen = No draft was chosen.
drafts-back = Back to the drafts
drafts-publish-many = { $count ->
    [one] 1 draft is chosen. It is published only if neither an error nor a warning stands in its way by then.
   *[other] { $count } drafts are chosen. Each is published only if neither an error nor a warning stands in its way by then.
}
drafts-publish-many-sure = { $count ->
    [one] Yes, publish it
   *[other] Yes, publish these { $count } drafts
}
drafts-published-many = Published: { $published } of { $of }.
drafts-outcome = Outcome
drafts-not-published = Not published.
drafts-cannot-be-published = This draft cannot be published yet.
drafts-too-many = At most { $most } drafts can be published in one go.
drafts-changed = Somebody else saved this draft while you were writing. Nothing of yours is lost, and nothing of yours is saved yet.
drafts-changed-by = Saved by { $who } on { $day }.
drafts-changed-help = What you typed still stands in the form below. Compare it with what is saved now, correct it where needed, and save again.
drafts-changed-fields = Where the two differ
drafts-changed-field = Field
drafts-changed-theirs = Saved now
drafts-changed-yours = Typed by you
drafts-sector-follows = It follows from the activity.
drafts-limits = What are your limits?
drafts-limits-none = Kiva has set no limits for your organization.
drafts-limit-of = Limit
drafts-limit-credit = Credit limit
drafts-limit-limit = Amount
drafts-limit-expected = Expected repayments of this month
drafts-limit-used = Used
drafts-limit-pending = Pending loans
drafts-limit-left = Left
drafts-limit-group = A group loan may come to { $most } at most.
drafts-photo-not-base64 = The photo that was sent could not be read: it is not valid base64.
drafts-photo-unknown = The photo could not be read: it must be a JPEG, PNG, WebP, GIF, BMP or TIFF picture.
drafts-photo-heic = The photo could not be read: it is a HEIC picture. Please save it as JPEG and try again.
drafts-photo-too-large = The photo is too large: at most 12,000 pixels on each side and 40 million in all. Please make it smaller and try again.
drafts-photo-damaged = The photo could not be read: the file is damaged. Please choose it again, or take a new one.
drafts-photo-upload-too-large = The file is larger than 12 MB. Please make the photo smaller and choose it again. All else on this draft is kept.
drafts-photo-upload-cut = The upload broke off before its end. Please choose the photo again. All else on this draft is kept.
drafts-photo-sent = Sent: { $percent } %
drafts-photo-waiting = The line broke. The upload goes on by itself when it is back.
drafts-photo-stopped = The line has been down for long. Press the button to go on; what was sent is kept for a day.
drafts-photo-upload-gone = What was sent of this photo is no longer there. Please choose it again.
drafts-relisting-tells = Publishing sends a journal to the lenders of the loan before, { $loan }, which counts to the journaling rate. Its subject:
drafts-photo-whole = See the whole photo
