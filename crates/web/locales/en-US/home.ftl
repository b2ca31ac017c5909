home-title = Home
home-issues = { $count ->
    [one] { $shown } of your loans has an issue and cannot go live.
   *[other] { $shown } of your loans have an issue and cannot go live.
}
home-issues-link = See what to correct
home-loans = Loans
home-drafts = { $count ->
    [0] No drafts
    [one] { $shown } Draft
   *[other] { $shown } Drafts
}
home-drafts-help = waiting to be reviewed and published
home-no-loans = No loan has been posted yet.
home-journals = Journals
home-archives = { $count ->
    [0] No journals wait to be confirmed.
    [one] { $shown } set of journals waits to be confirmed.
   *[other] { $shown } sets of journals wait to be confirmed.
}
home-journals-link = Go to Journals
home-month = Repayments for { $month }
home-month-link = Go to Repayments
