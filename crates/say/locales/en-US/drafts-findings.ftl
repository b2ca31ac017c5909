finding-text-unusable = { $kind ->
    [long] At most { $most } characters fit here.
   *[nul] This text holds the character U+0000, which no text may hold.
}
finding-waiver-missing = A signed client waiver must be on file for this loan.
finding-borrower-missing = A loan needs at least one borrower.
finding-borrower-repeated = This Loan ID and Client ID stand on this draft more than once.
finding-group-name-missing = Please enter the name of the group.
finding-group-of-one = This is a group loan with one borrower. If it is an individual loan, clear the name of the group.
finding-group-too-large = A group has at most { $most } members.
finding-client-id-missing = Please enter the Client ID.
finding-loan-id-missing = Please enter the Loan ID.
finding-first-name-missing = Please enter the borrower's given name.
finding-gender-missing = Please choose the borrower's gender.
finding-group-field-on-individual = This field is for group loans only. An individual loan has the ids of its borrower.
finding-not-pictured-on-individual = Not pictured is for group loans only. Clear it for an individual loan.
finding-loan-id-taken = A loan with this Loan ID and Client ID is on Kiva already.
finding-loan-id-shared = Another client has a loan with this Loan ID on Kiva.
finding-location-missing = Please choose the location.
finding-location-unknown = This location is not one of your organization's locations.
finding-activity-missing = Please choose the activity.
finding-activity-unknown = This activity is not one of your organization's activities.
finding-language-missing = Please choose the language of the description.
finding-language-unknown = This language is not one of your organization's languages.
finding-loan-use-missing = Please enter what the loan is used for.
finding-loan-use-form = The loan use should begin with "to", as in "to buy seed".
finding-description-missing = Please enter the description.
finding-description-has-family-name = The description holds a family name. Family names are not shown to lenders.
finding-theme-missing = Please choose the loan theme.
finding-theme-unknown = This loan theme is not one of your organization's themes.
finding-theme-limit = This loan goes past the limit of its loan theme. Some of your loans may expire.
finding-credit-limit = This loan goes past your credit limit. Some of your loans may expire.
finding-disbursal-invalid = The disbursal date you entered is invalid.
finding-disbursal-window = The disbursal date must be less than { $past } days in the past and no more than { $ahead } days in the future.
finding-currency-missing = Please choose the currency.
finding-currency-unknown = This currency is not one of your organization's currencies.
finding-amount-zero = Each borrower must receive a non-zero disbursal amount. Please enter the loan amount.
finding-amount-too-small = The loan amount must be more than ${ $least } USD to post the loan on Kiva.
finding-amount-unreadable = { $decimals ->
    [none] The amount is too large.
    [0] This currency has no cents: please enter a whole number.
   *[other] The amount has more than { $decimals } decimals.
}
finding-group-amount = A group loan of your organization is for at most ${ $most } USD.
finding-schedule-missing = Please enter the repayment schedule.
finding-schedule-negative = A repayment cannot be below zero.
finding-schedule-unreadable = { $decimals ->
    [none] The amount is too large.
    [0] This currency has no cents: please enter a whole number.
   *[other] The amount has more than { $decimals } decimals.
}
finding-schedule-sum = The principal of the schedule ({ $sum }) must be the loan amount ({ $total }).
finding-schedule-before-disbursal = The first repayment must be after the disbursal date.
finding-schedule-parameters-invalid = { $part ->
    [firstRepaymentDate] Please enter the date of the first repayment.
    [nInstallments] The number of repayments must be from 1 to 600.
    [nRepeat] The step between two repayments must be from 1 to 600.
    [nRepeatUnit] Please choose days, weeks, months or years.
    [interestRateType] Please choose the kind of interest: declining balance or flat.
   *[annualRate] The interest per year must be from 0 to 1000 per cent.
}
finding-schedule-parameters-range = The last repayment is too far in the future.
finding-photo-missing = { $address ->
    [yes] A photo is required. Addresses of photos are not opened: please upload the photo itself.
   *[no] A photo that shows the borrower clearly is required.
}
finding-photo-too-old = This photo was first used more than { $months } months ago. Please take a new one.
finding-photo-used-up = This photo stands on two loans already. A borrower's photo may be used once more, not twice.
finding-photo-other-members = Fewer than { $overlap } % of the members are those of the loan that this photo was first used for. Please take a new one.
finding-not-pictured-count = Not pictured needs one value for each borrower: { $values } values, { $borrowers } borrowers.
finding-nobody-pictured = At least one member must be on the photo.
finding-draft-incomplete = The draft is not complete. Please look at each step again.
finding-amount-typed = Please enter a number, with a point before the cents and no commas.
finding-number-typed = Please enter a whole number.
finding-schedule-date = Please enter the day of this repayment.
finding-schedule-first-date = Please enter the day of the first repayment.
finding-monthly-limit = This loan goes past what you may post in a month. It may wait for the next one.
finding-schedule-too-early = A loan of your organization is eligible to be repaid { $months } months after its disbursal: no repayment may be due before { $day }.
