tab-defaults = Defaults
defaults-title = Defaults
defaults-parts = Pages of this tab
defaults-at-risk = At risk
defaults-requests = Do-not-default requests
defaults-recoveries = Recoveries
defaults-explained = A loan that is not repaid in full defaults by itself { $months } months after its last repayment was due. Until then what was collected can be reported.
defaults-open-requests = { $count ->
    [one] { $shown } request waits for Kiva's answer.
   *[other] { $shown } requests wait for Kiva's answer.
}
defaults-within = They default
defaults-within-term = All past their last due day
defaults-within-90 = In 90 days
defaults-within-30 = In 30 days
defaults-show = Show
defaults-count = { $count ->
    [0] No loan is at risk.
    [one] { $shown } loan
   *[other] { $shown } loans
}
defaults-count-more = { $count ->
   *[other] { $shown } loans or more
}
defaults-choice = Choose
defaults-choose-one = Choose { $name }
defaults-choose = --
defaults-day = Defaults on
defaults-last-due = Last repayment was due
defaults-request = Request
defaults-first = First page
defaults-state-open = Waits for Kiva's answer
defaults-state-granted = Does not default before { $day }
defaults-state-refused = Refused
defaults-state-withdrawn = Withdrawn
defaults-reason = Reason
defaults-reason-death = The borrower died
defaults-reason-illness = Illness of the borrower or the family
defaults-reason-business = The business failed
defaults-reason-moved = The borrower moved away and cannot be found
defaults-reason-disaster = Drought, flood or fire
defaults-reason-unrest = Unrest or war
defaults-reason-fraud = Fraud
defaults-reason-unwilling = The borrower does not want to repay
defaults-reason-other = Something else
defaults-note = In a few words
defaults-give-up = Default this loan
defaults-give-up-chosen = Default those chosen
defaults-give-up-go-on = Go on
defaults-give-up-means = The loan ends as defaulted: lenders lose what is outstanding. What is still collected later can be reported as a recovery; repaid in full, it ends as repaid. A default cannot be undone here.
defaults-give-up-these = { $count ->
    [one] Default { $shown } loan
   *[other] Default { $shown } loans
}
defaults-give-up-sure = { $count ->
    [one] Yes, default this loan
   *[other] Yes, default these { $shown } loans
}
defaults-given-up-many = Defaulted: { $done } of { $of }.
defaults-given-up = Defaulted
defaults-outcome = Outcome
defaults-back = Back to the loans at risk
defaults-none-chosen = No loan was chosen.
defaults-reason-missing = Please choose a reason.
defaults-note-missing = Please say in a few words why these loans are given up.
defaults-note-too-long = At most { $most } characters, please.
defaults-too-many = At most { $most } loans can be defaulted in one go.
defaults-not-paying-back = This loan is not paying back, so it cannot be defaulted or kept from it.
defaults-when = If it is not repaid in full, it defaults by itself on { $day }.
defaults-told = Defaulted on { $day } by { $who }. Outstanding then: { $lost }. Recovered since: { $recovered }.
defaults-requests-explained = Ask Kiva not to default a loan that will still be repaid. The request is made on the loan's page. While it waits for an answer the loan still defaults on its day.
defaults-requests-open = Waiting for Kiva's answer
defaults-requests-none = No request waits.
defaults-requests-more = There are more; they appear here as these are answered.
defaults-requests-closed = Answered or withdrawn
defaults-requests-none-closed = None yet.
defaults-asked = Asked by { $who } on { $day }: not before { $until }.
defaults-until = Does not default before
defaults-words = Your answer in a few words
defaults-grant = Let it wait
defaults-refuse = Refuse
defaults-withdraw = Withdraw the request
defaults-why = Why it should not default
defaults-answer = Answer
defaults-ask = Ask Kiva not to default it
defaults-ask-means = Say what has happened and when you expect to collect. Kiva lets the loan wait until a day, or refuses.
defaults-ask-send = Send the request
defaults-wanted = It should wait until
defaults-why-missing = Please say why the loan should not default.
defaults-day-unfit = Please choose a day in the future, not more than five years away.
defaults-asked-already = A request for this loan waits for an answer already.
defaults-request-closed = This request was answered or withdrawn already.
defaults-recoveries-explained = What is collected on a defaulted loan is a recovery. Report it like a repayment. A loan that is repaid in full ends as repaid.
defaults-defaulted-count = { $count ->
    [0] No loan has defaulted.
    [one] { $shown } defaulted loan
   *[other] { $shown } defaulted loans
}
defaults-defaulted-on = Defaulted on
defaults-lost = Outstanding then
defaults-recovered = Recovered since
loan-currency = Currency
defaults-mass = Default loans by a list of IDs
defaults-mass-means = Paste Loan IDs, one on each line, at most { $most }. For more, ask Kiva for a mass default.
defaults-mass-ids = Loan IDs
defaults-mass-unfit = { $count ->
    [one] { $shown } ID names no loan that is paying back. It is left out:
   *[other] { $shown } IDs name no loan that is paying back. They are left out:
}
defaults-mass-requests = Mass default requests
defaults-mass-requests-explained = Ask Kiva to default many loans at once, for one reason: after a flood, say. Kiva looks at the request and defaults them, or refuses. Until then nothing happens to the loans.
defaults-mass-ask = Ask Kiva for a mass default
defaults-mass-ask-means = Choose the loans, at most { $most }, and say why. Kiva defaults those that are still paying back, or refuses with a word.
defaults-mass-which = Which loans
defaults-mass-which-listed = Those with the Loan IDs below
defaults-mass-ids-help = One on each line. Not read when loans at risk are chosen above.
defaults-mass-back = Back to the requests
defaults-mass-ask-these = { $count ->
    [one] Ask Kiva to default { $shown } loan
   *[other] Ask Kiva to default { $shown } loans
}
defaults-mass-ask-sure = { $count ->
    [one] Yes, ask for this loan
   *[other] Yes, ask for these { $shown } loans
}
defaults-mass-loans = Loans
defaults-mass-granted = Granted: the loans are defaulted
defaults-mass-title = Request { $id }
defaults-mass-asked = { $count ->
    [one] Asked by { $who } on { $day }: { $shown } loan.
   *[other] Asked by { $who } on { $day }: { $shown } loans.
}
defaults-mass-left = { $count ->
    [0] None of the { $of } loans is paying back.
    [one] { $shown } of the { $of } loans is paying back.
   *[other] { $shown } of the { $of } loans are paying back.
}
defaults-mass-unfinished = This request was granted, but not all of its loans were defaulted: something stopped on the way. Default the rest.
defaults-mass-grant = { $count ->
    [one] Default { $shown } loan
   *[other] Default { $shown } loans
}
