plan-title = Plan for partner { $partner } at { $profile }, report of { $period }
plan-nothing-sent = Nothing was sent. `fieldlink send` sends what is new and changed.
send-title = Sent for partner { $partner } to { $profile }, report of { $period }
send-line = { $kinds }: { $sent } sent, { $refused } refused, { $left } not sent
send-loan = loan { $loan }: { $details } ({ $code })
send-row = row { $row } ({ $key }): { $message }
send-open = open to review and publish: { $url }
send-stopped = Stopped: { $message }
next = Next: { $next }
table-records = records
table-new = new
table-changed = changed
table-unchanged = unchanged
table-held = held
table-waiting = waiting
held-of = Held { $kinds }
notes-of = Worth a look, { $kinds }
refused-before = { $rows } { $kinds } were refused earlier and have not changed; `fieldlink status` says why, --retry-refused sends them again.
wait-for-person = { $rows } { $kinds } wait for a person: see `fieldlink status`.
and-more = … and { $rows } more (--all shows them)
status-waiting = Wait for a person: look in PA2 whether they arrived, then `fieldlink resolve ROW --arrived` or `--not-arrived`
status-refused = Refused by the server
status-held = Held back at the last send
status-row = row { $row }, { $kind } { $key }
status-inbox = { $links ->
    [one] 1 link to open: see `fieldlink inbox`.
   *[other] { $links } links to open: see `fieldlink inbox`.
 }
inbox-empty = Nothing waits to be confirmed.
inbox-how = Sign in to PA2, open each link, review the journals and publish them:
inbox-line = { $journals ->
    [one] 1 journal, since { $since }
   *[other] { $journals } journals, since { $since }
 }
inbox-done = (done)
inbox-then = When one is done: fieldlink inbox done URL
doctor-ok = ok
doctor-problem = PROBLEM
doctor-next = next: { $next }
doctor-well = All is well. `fieldlink plan` shows what would be sent.
watch-reading = reading { $kinds }
watch-read = read { $rows } rows of { $kinds }
watch-asking-configuration = asking the Partner API for its configuration
watch-asking-loans = asking the Partner API for its loans
watch-recovering = taking up { $rows } { $kinds } of an interrupted run
watch-sending = sending { $kinds }
probe-title = Partner { $partner } at { $place }
probe-fact = fact
probe-assumed = assumed
probe-found = found
probe-as-assumed = as assumed
probe-differs = DIFFERS
probe-not-asked = could not ask
probe-sum = { $same } as assumed, { $differ } differ, { $unasked } could not be asked
table-suspicious = suspicious
suspicious-of = Suspicious { $kinds }
wait-for-run = { $rows } { $kinds } wait for another run: --limit.
inbox-due = DUE: it has waited { $days } days
send-row-again = row { $row } ({ $key }): { $message }; the next send asks again by itself
wait-for-answer = { $rows } { $kinds } lost their answer; the next send asks again by itself.
status-unanswered = Lost their answer; nobody need look, the next `fieldlink send` asks again by itself
status-plan = A plan with { $rows } rows waits for approval: fieldlink approve { $file } --by NAME
