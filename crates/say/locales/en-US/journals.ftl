journals-title = Journals
journals-to-confirm = Journals to confirm
journals-none-to-confirm = No journals wait for you.
journals-closed = Journals confirmed or discarded
journals-received = Received
journals-count = Journals
journals-waiting = Waiting
journals-published = Published
journals-taken-out = Taken out
journals-state = State
journals-closed-on = Closed
journals-look = Review
journals-rate-title = Journaling rate
journals-rate-none = No loan takes a journal yet.
journals-rate = { $journaled } of { $eligible } eligible loans have a journal.
journals-eligible = Clients eligible for a journal
journals-eligible-help = Loans that are raised, paying back, ended or defaulted. Use their Loan ID (and Client ID, with the three column format) when you send journals.
journals-search = Search
journals-never = Only loans without a journal
journals-apply = Show
journals-none-eligible = No loan matches.
journals-last = Last journal
journals-never-yet = None yet
journals-more = More loans
journals-first = Back to the newest loans
archive-title = Review journals
archive-from = { $count ->
    [one] One journal
   *[other] { $shown } journals
}, sent by { $who } on { $day }.
archive-tally = { $waiting } waiting, { $published } published, { $out } taken out.
archive-blocked = { $count ->
    [one] One journal cannot be published as it is. What is wrong stands beside it.
   *[other] { $shown } journals cannot be published as they are. What is wrong stands beside each.
}
archive-confirmed = These journals were confirmed by { $who } on { $day }.
archive-discarded = These journals were discarded by { $who } on { $day }. No lender received them.
archive-not-allowed = You can read these journals. Only a Kiva Coordinator can publish them.
archive-journal = Journal { $line }
archive-choose = Publish journal { $line }
archive-no-loan = No loan
archive-loan-id = Loan ID
archive-client-id = Client ID
archive-kiva-id = Kiva ID
archive-subject = Subject
archive-body = Text
archive-image = Picture
archive-correct = Correct
archive-take-out = Take out
archive-publish-ticked = Publish the ticked journals
archive-publish-ticked-here = Publish the ticked journals of this page
archive-go = Page
archive-show-blocked = Show only these
archive-show-all = Show all
archive-only-blocked = Only the journals that cannot be published as they are.
archive-publish-all = { $count ->
    [one] Publish the one that can be published
   *[other] Publish all { $shown } that can be published
}
archive-lenders = Each published journal goes to the lenders of its loan. This cannot be taken back.
archive-discard = Discard
archive-discard-explain = Everything that still waits is thrown away and this page is closed. This cannot be undone.
archive-discard-button = { $count ->
    [one] Discard the journal that waits
   *[other] Discard the { $shown } journals that wait
}
archive-pages = Pages
archive-page = Page { $page } of { $last }
archive-previous = Previous
archive-next = Next
archive-back = Back to Journals
archive-state-open = Waiting
archive-state-confirmed = Confirmed
archive-state-discarded = Discarded
archive-draft = Waiting
archive-blocked-state = Cannot be published yet
archive-is-published = Published on { $day }
archive-is-out = Taken out
archive-done-published = The journals were published.
archive-done-discarded = The journals were discarded.
archive-done-taken-out = The journal was taken out.
archive-done-corrected = The correction was saved.
correct-title = Correct a journal
correct-save = Save
correct-cancel = Back without saving

journals-make = Make journals
journals-write = Write a journal
journals-write-help = One text for one loan.
journals-write-short = Write
journals-write-save = Go on to the confirm page
journals-upload = Upload a CSV of journals
journals-upload-help = One row for each journal.
journals-mass = Write a mass journal
journals-mass-help = One text for several loans.
journals-mass-rate = Mass journals do not count to the journaling rate.
journals-mass-ticked = Write one text for the ticked loans
journals-mass-chosen = { $count ->
    [one] { $shown } loan chosen
   *[other] { $shown } loans chosen
}
journals-mass-ids = More loans, by Loan ID
journals-mass-ids-help = One Loan ID on each line.
journals-choose = Choose loan { $loan }
journals-origin-hand = Written here
journals-origin-mass = Mass journal
journals-file-help = { $columns ->
    [three] Loan ID, Client ID, subject, text and, if you like, the address of a picture. A header row is fine.
   *[two] Loan ID, subject, text and, if you like, the address of a picture. A header row is fine.
}
journals-then = No lender receives anything yet: on the next page you read everything once more and publish it.
journals-image = Address of a picture (optional)
archive-mass = A mass journal: it does not count to the journaling rate.
archive-done-taken = The journals were taken. Nothing has been published yet.
journals-origin-relisting = Listed again
archive-relisting = Sent when the borrower was listed again: whoever published that draft had read it. It counts to the journaling rate.
archives-title = All journals that came
archives-all = All
archives-open = Waiting
archives-closed = Confirmed or discarded
archives-none = No journals have come.
archives-sent-by = Sent by
archives-closed-by = Closed by
archives-address = Address
