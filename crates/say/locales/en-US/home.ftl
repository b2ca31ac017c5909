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

home-todo = Waiting for you today
home-todo-none = Nothing waits for you.
home-todo-drafts = { $count ->
    [one] Review and publish { $shown } draft
   *[other] Review and publish { $shown } drafts
}
home-todo-archives = { $count ->
    [one] Confirm { $shown } set of journals
   *[other] Confirm { $shown } sets of journals
}
home-todo-report = { $count ->
    [one] Report { $shown } more loan for { $month }
   *[other] Report { $shown } more loans for { $month }
}
home-todo-errors = { $count ->
    [one] Correct { $shown } row of the report
   *[other] Correct { $shown } rows of the report
}
home-todo-finalize = Make the report of { $month } final
home-todo-by = by { $day }; it becomes final by itself on { $final }
home-todo-at-risk = { $count ->
    [one] Look at { $shown } loan at risk of default
   *[other] Look at { $shown } loans at risk of default
}
