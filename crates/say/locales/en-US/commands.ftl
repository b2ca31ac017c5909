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
profile-production = { $name } (production)
send-ask = This sends for partner { $partner } to { $profile }. What is sent there is seen by lenders.
send-ask-rows = { $rows ->
    [one] This sends 1 row
   *[other] This sends { $rows } rows
 } for partner { $partner } to { $profile }. What is sent there is seen by lenders.
send-ask-name = Type the profile's name to go on:
send-not-moved = it was sent, but what belongs to { $file } cannot be moved away ({ $why }); `fieldlink run` tries again
init-ask-partner = Your partner number at Kiva (empty: later)
init-ask-number = a number above zero, please
init-ask-where = Where are your records?
    {"  "}a file (.csv, a workbook, .db), a postgres:// or mysql:// URL,
    {"  "}`push` for a plug-in or macro that sends them, `none` for a new workbook
init-ask-source = Source (empty: later)
init-ask-client = File of the API client, as `fieldlink pa2 client create --json` prints it (empty: later)
init-wrote = Wrote { $file }.
init-secret = The client secret is in { $file }, which only you can read.
init-queries = It holds queries; read them through, they are yours now.
init-push = It takes records under the usual names; `fieldlink receive key new NAME` makes a key.
init-unlike = No table of the source looks like loans, repayments or journals; fill the columns in yourself.
init-proposed = Proposed columns for: { $sections }. Check every line: these are guesses.
init-next-template = Next: `fieldlink template kiva.xlsx --append` writes a workbook to fill.
init-next = Next: read it through, then run `fieldlink doctor` and `fieldlink map`.
init-next-secret = Next: read it through, set the client id and secret, then run `fieldlink doctor`.
map-survey = { $kinds }: { $records ->
    [one] 1 record
   *[other] { $records } records
 }, { $fit } of them fit
map-column = column { $column }
map-what = : { $what }
map-first = , first in { $place }
map-more = … and { $rows } more (--json has them all)
map-next = `fieldlink map --explain ROW` shows how one record becomes its JSON; `fieldlink plan` applies Kiva's rules too.
map-photo = photo { $photo }: read and made small when the draft leaves
map-would-send = would be sent:
map-would-not = nothing would be sent:
map-constant = (constant)
map-empty = (empty)
template-wrote = Wrote { $file }, with { $activities } activities, { $themes } loan themes and { $locations } locations to choose from.
template-added = Added the part that reads it to { $file }.
template-next = Next: fill it, write yes under Send where a row is complete, and run `fieldlink plan`.
template-add = Add this to { $file }:
receive-listens = The receiver listens on http://{ $address }; its description is at http://{ $address }/openapi.json
receive-revoked = The key of { $name } opens nothing any more.
receive-hook = The address of the web hook, shown this once:
receive-hook-length = Fineract keeps { $longest } characters of it: the name of this machine, with the port, may have { $left }.
receive-key = The key of { $name }, shown this once:
receive-key-use = The sender puts it into each request: Authorization: Bearer KEY
receive-no-keys = No sender has a key. `fieldlink receive key new NAME` makes one.
receive-key-records = { $name }: records, since { $day }
receive-key-hook = { $name }: web hook, since { $day }
receive-key-revoked = , revoked { $day }
receive-newest = , the newest of { $when }
receive-count = { $sheet }: { $rows ->
    [one] 1 record
   *[other] { $rows } records
 }
receive-hints = hints that wait to be looked after: { $hints }
help-usage = Usage:
help-commands = Commands
help-options = Options
help-arguments = Arguments
help-values = possible values
help-default = default
failure-next = help:
init-open = A table looks as below, but the Loan ID or the amount is not certain: its section is written as a comment for you to decide.
init-seen = [{ $section }], from { $table }:
init-seen-file = [{ $section }]:
init-field = field
init-column = your column
init-values = first values
init-certainty = how sure
init-sure = sure
init-perhaps = perhaps: written as a comment
init-left-open = open: no column looks like it
init-unused = Columns taken for nothing: { $columns }
init-elsewhere = { $table } has the names of its columns in row { $row }, and `header_row` holds for a whole source: give it a source of its own.
rows-alike = { $rows } rows: { $said }
rows-such-as = such as { $places }; and { $more } more (--all shows them)
