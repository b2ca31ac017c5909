finding-journal-loan-id-missing = Give the Loan ID.
finding-journal-id-unusable = { $kind ->
    [long] An ID has at most { $most } characters.
   *[nul] This ID holds the character U+0000, which no text may hold.
}
finding-journal-text-unusable = { $kind ->
    [long] At most { $most } characters fit here.
   *[nul] This text holds the character U+0000, which no text may hold.
}
finding-journal-loan-not-found = You have no loan on Kiva with this Loan ID. A loan draft takes no journal.
finding-journal-loan-ambiguous = Several of your loans have this Loan ID; the newest, Kiva ID { $kiva_id }, is taken.
finding-journal-loan-not-eligible = The loan is { $status ->
    [inactive] waiting for review
    [reviewed] reviewed, not yet listed
    [issue] held up by an issue
    [issue_revising] held up by an issue
    [issue_approving] held up by an issue
    [inactive_expired] expired before it was listed
    [fundRaising] still raising funds
    [expired] expired
    [refunded] refunded
    [deleted] withdrawn
   *[other] { $status }
}; a journal needs one that was funded and not refunded.
finding-journal-client-id-missing = Give the Client ID: your CSV upload format has three columns.
finding-journal-client-mismatch = The loan with this Loan ID has another Client ID.
finding-journal-subject-missing = Give the journal a subject.
finding-journal-body-missing = Write the text of the journal.
finding-journal-body-too-short = The text has { $length } characters; at least { $least } are needed.
finding-journal-duplicate-text = The same text for the same loan is already journal { $first } of this call.
finding-journal-published-before = This text was published on this loan before.
finding-journal-image-url-unusable = The picture’s address does not begin with http:// or https://; the journal goes out without it.

error-journals-changed = Somebody else has changed these journals since you opened the page. Nothing was done; look at them again.
error-journals-closed = These journals were { $deed ->
    [discarded] discarded
   *[confirmed] confirmed
} by { $who } on { $day }. Nothing more can be done with them.
error-journal-not-waiting = Nothing was done: journal { $line } is { $state ->
    [published] published
   *[taken_out] taken out
} already.
error-journals-nothing-chosen = Choose at least one journal that can be published.
error-journals-blocked = Nothing was published: some of the chosen journals cannot be published as they are.
error-journal-gone = This journal was not found.
error-confirm-url-gone = This confirm URL leads to no journals of yours. It may belong to another partner, or be incomplete: open it again from where you have it.

error-journals-none = There is no journal in this list.
error-journals-no-loan = Choose at least one loan.
error-journals-many = One mass journal goes to at most { $most } loans.
error-journal-text = The text cannot be sent as it is.
