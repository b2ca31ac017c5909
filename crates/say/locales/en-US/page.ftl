page-title = What the link does
page-skip = To the content
page-languages = Languages
page-about = Partner { $partner }. Looked at { $now } ({ $zone }); load the page again to look again.
page-footer = This page only shows. Commands are typed on this machine, in the folder of fieldlink.toml.
page-people = What waits for a person
page-nothing-waits = Nothing waits.
page-confirm = Journals to publish
page-confirm-how = Sign in to PA2, open each link, review the journals and publish them. Then take the link off the list:
page-confirm-journals = { $journals ->
    [one] 1 journal, since { $since }
   *[other] { $journals } journals, since { $since }
 }
page-uncertain = { $rows ->
    [one] 1 row whose answer was lost
   *[other] { $rows } rows whose answers were lost
 }
page-uncertain-how = Look in PA2 whether they arrived, then say so:
page-refused = { $rows ->
    [one] 1 row that the server refused
   *[other] { $rows } rows that the server refused
 }
page-refused-how = Correct the records; a record that changed is sent again. To send them as they are:
page-held = { $rows ->
    [one] 1 row held back
   *[other] { $rows } rows held back
 }
page-held-how = Correct the records, and look again:
page-unsent = Notices that did not leave
page-again = Tried again { $time }.
page-given-up = Given up.
page-row = Row
page-kind = Kind
page-key = Record
page-why = Why
page-more = … and { $rows } more: fieldlink status
page-schedules = Schedules
page-schedule = Name
page-times = Times
page-next = Next run
page-last = Last run
page-watched = Watched folder { $name }: { $folder }
page-counts = How many rows are where
page-runs = The last runs
page-no-runs = None yet.
page-began = Began
page-outcome = Outcome
page-sent = Sent
page-held-rows = Held
page-waiting-rows = Waiting
page-plans = Plans that wait for approval
page-plans-how = Look at the report beside the plan. Once approved it is sent within seconds:
page-plan = { $rows ->
    [one] 1 row, made { $made }
   *[other] { $rows } rows, made { $made }
 }
page-unanswered = { $rows ->
    [one] 1 row whose answer was lost, and that settles by itself
   *[other] { $rows } rows whose answers were lost, and that settle by themselves
 }
page-unanswered-how = Nobody need look: the next send asks again. Not to wait for it:
