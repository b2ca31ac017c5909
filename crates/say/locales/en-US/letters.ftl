# Letters of `fieldlink run`. No borrower is ever named here.
letter-run-failed-subject = Fieldlink: { $run } failed ({ $profile })
letter-run-failed = The run "{ $run }" for partner { $partner } at { $profile } could not do its work.

    What happened: { $message }
    What to do: { $next }

    Nothing is lost: the next run goes on where this one stopped. You will not be told of this again until it has changed.
letter-rows-held-subject = Fieldlink: { $rows ->
    [one] 1 row is held back
   *[other] { $rows } rows are held back
 } ({ $profile })
letter-rows-held = The run "{ $run }" for partner { $partner } at { $profile } held back { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }:

    { $rules }

    What to do: `fieldlink status` names each row and its reason. Correct the records; the next run takes them up.
letter-rows-waiting-subject = Fieldlink: { $rows ->
    [one] 1 row waits
   *[other] { $rows } rows wait
 } for a person ({ $profile })
letter-rows-waiting = The run "{ $run }" for partner { $partner } at { $profile } lost the answers to { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }. Nobody knows whether they arrived, so they are not sent again by themselves.

    What to do: `fieldlink status` names them. Look in PA2, then say `fieldlink resolve ROW --arrived` or `--not-arrived`.
letter-confirm-waiting-subject = Fieldlink: journals wait to be published ({ $profile })
letter-confirm-waiting = { $links ->
    [one] 1 link waits
   *[other] { $links } links wait
 } to be opened for partner { $partner } at { $profile }, with { $journals ->
    [one] 1 journal
   *[other] { $journals } journals
 } in all; the oldest since { $since }.

    What to do: sign in to PA2, open each link, review the journals and publish them:

    { $urls }

    Then take each off the list: `fieldlink inbox done URL`.
letter-run-recovered-subject = Fieldlink: { $run } works again ({ $profile })
letter-run-recovered = The run "{ $run }" for partner { $partner } at { $profile } has done its work again; it had failed since { $since }.
letter-plan-waiting-subject = Fieldlink: a plan waits for approval ({ $profile })
letter-plan-waiting = The run "{ $run }" for partner { $partner } at { $profile } has made a plan of { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }. Nothing is sent before somebody has approved it.

    What to do: look at the report beside it (.html), then, on the machine of the link:

    fieldlink approve { $file } --by NAME

    It is sent a few seconds later, unless the records have changed; then there is a new plan to look at.
letter-clock-set-back-subject = Fieldlink: the clock was set back ({ $profile })
letter-clock-set-back = On the machine of the link for partner { $partner } at { $profile } the clock was set back, from { $from } to { $to }. The month of a report and the times of schedules come from it.

    What to do: see that the machine keeps its clock right (on Linux: timedatectl). A send that would be older than the last one stops; when the clock is right now, `fieldlink send --clock-is-right` sends.
