# Errors of the link and what to do about them.
run-columns = source { $source } has no column { $names } for [{ $section }]
run-cursor = { $origin }: `incremental` goes by column { $column }, which must hold a whole number or a date in every row; here it holds "{ $value }"
run-none-meant = [{ $section }] has { $rows ->
    [one] 1 row, and it does not meet
   *[other] { $rows } rows, and none of them meets
 } `when` ({ $when })
run-no-such-row = { $kind } has no row "{ $wanted }"{ $left_out ->
    [none] {""}
   *[other] {" "}({ $left_out })
 }
api-credentials = { $message }
api-permission = { $message }
api-busy = { $message }
api-unreachable = { $message }
api-certificate = { $message }: its certificate is not accepted; it is signed by somebody whom this machine does not know, is out of date, or is for another name
api-uncertain = { $message }
api-unanswered = { $message }
api-address = { $message }
api-server = { $message }
api-settings = { $message }
api-refusing = { $message }
api-stopped = { $message }
run-needs-approval = profile { $profile } sends only a plan that somebody approved
run-guards = stopped by [guards] before anything was sent: { $guards }
run-mixed-up = profile { $profile } is for production, but { $found }
run-first-run = nothing has ever been sent with profile { $profile }: the first run is an approved plan of at most { $most ->
    [one] 1 row
   *[other] { $most } rows
 }
run-back = { $by } took profile { $profile } back: { $why }
run-clock = the machine's clock says { $now }, but the ledger was last sent with at { $last }
run-server-clock = the machine's clock says { $now }, but the server's says { $theirs }
run-locks = cannot ask the ledger's server who else is sending
spool-file = cannot keep what was read in the folder for temporary files, { $folder }
spool-broken = what was kept in the folder for temporary files is not what came back
run-report = cannot write the report: { $why }
run-nothing-scheduled = fieldlink.toml has no [[schedule]], no [watch] and no `receive` in [run], so there is nothing to do by itself
run-nothing-to-do = fieldlink.toml has none of [loan_drafts], [repayments] and [journals] that this run should do
config-unreadable = cannot read the configuration { $file }; `fieldlink init` writes one to begin with
config-invalid = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
 }: { $key ->
    [none] {""}
   *[other] { $key }:{" "}
 }{ $message }
config-no-such-profile = { $file }: { $wanted ->
    [none] name a profile with --profile, or set `default_profile`
   *[other] there is no profile `{ $wanted }`
 }; the file has { $known }
config-missing = { $key }: { $message }
source-unknown = there is no [source.{ $source }]
source-no-url = source { $source }: the environment variable { $variable }, which should hold the database's URL, is not set
source-secret = source { $source }: { $why }
source-connect = source { $source }: { $why }
source-pushed = source { $source }: the records that were pushed cannot be read
source-query = source { $source }: the query of [{ $section }] failed after { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }{ $why ->
    [none] {""}
   *[other] ; { $why }
 }
source-refused = source { $source }: the query of [{ $section }] is not asked: { $why }
source-may-write = source { $source }: { $why }; use an account that only reads, or accept this one: `accept_writing_account = "{ $account }"` in [source.{ $source }]
account-writes = the account { $account } may do more than read, and this database has no transaction that would keep it from it
account-unknown = whether the account { $account } may do more than read cannot be found out from this database
source-too-slow = source { $source }: the query of [{ $section }] took longer than { $seconds } s; raise `timeout_seconds` or narrow it
source-value = source { $source } ({ $table }), row { $row }, column { $column }: { $why }
source-file = source { $source }: cannot read { $file }
source-shape = source { $source }, { $file }: { $why }
source-http = source { $source }: the request of [{ $section }] { $why }
source-not-built = source { $source }: this program was built without { $what }
source-broke-down = reading broke down; the file may be damaged: open it, save it again, and copy it again
source-empty = source { $source } has no rows for [{ $section }]; nothing is planned from an empty source, since it is usually a broken one (set `allow_empty = true` in [{ $section }] if it is meant)
ledger-no-url = { $place } should hold the ledger's URL and cannot be read
ledger-unreachable = cannot open the ledger { $place }
ledger-tables = the tables of the ledger { $place } cannot be brought up to date
ledger-lock-file = cannot make the lock file { $file }
ledger-in-use = another fieldlink is sending with the ledger { $place }; wait until it is done (two at once could send a row twice)
ledger-lock = cannot lock the ledger { $place }
ledger-statement = the ledger could not be read or written
ledger-full = the ledger could not be read or written: its disk is full
ledger-memory = the ledger could not be read or written: its server has no memory left
ledger-connections = the ledger could not be read or written: its server gives no connection
ledger-stopping = the ledger could not be read or written: its server is being stopped, or is not ready yet
ledger-away = the ledger could not be read or written: its server does not answer
ledger-unanswered = it is not known whether the ledger kept it
ledger-no-place = what should hold the ledger's URL is no postgres:// URL
ledger-corrupt = the ledger's row { $row } has an unreadable { $column }
ledger-moved = { $expected } rows of the ledger should have been changed, but only { $moved } could: the ledger was changed by somebody else
ledger-no-such-row = the ledger has no row { $row } for this profile
ledger-key-exists = a sender called { $name } has a key already; choose another name, so that the senders stay apart
ledger-no-such-key = no sender called { $name } has a key that opens anything
ledger-no-key = { $place } should hold the keys of the ledger and cannot be read
ledger-keys = the keys of the ledger cannot be used
ledger-sealed = what row { $row } of the ledger keeps to be sent cannot be read
ledger-not-now = row { $row } is { $state }: { $why }
ledger-no-such-link = the inbox has no link { $url }
plan-file-unreadable = cannot read the plan { $file }
plan-file-unwritable = cannot write the plan { $file }
plan-file-no-plan = { $file } is no plan, or was cut off: { $message }
plan-file-other = the plan is for { $theirs }, and this is { $ours }
plan-file-tampered = the plan was changed after it was made, or made with another ledger; only a file that `fieldlink plan --out` wrote is sent
plan-file-false-approval = the approval in the plan was not made with `fieldlink approve`
plan-file-other-config = fieldlink.toml, its environment or the program has changed since the plan was made
plan-file-changed = the records have changed since the plan was made: { $named }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
plan-file-no-name = an approval needs a name
go-live-no-profile = fieldlink.toml has no { $what } profile
go-live-add-profile = add [profile.{ $what }]; where the addresses do not tell, with `environment = "{ $what }"`
go-live-several = fieldlink.toml has several { $what } profiles: { $names }
go-live-no-step = { $step } is no step that a person confirms; those are { $known }
go-live-no-name = say who says so
go-live-token = a token with the scopes { $scopes }
go-live-no-section = fieldlink.toml has no [{ $section }]
go-live-sent = { $accepted } accepted, { $refused } refused, { $open } uncertain
go-live-links = { $done } of { $all } links are done
go-live-switched = nothing of [profile.{ $profile }] belongs to another environment
go-live-first-run = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 } on { $day }, approved by { $by }
doctor-source = source { $source } for [{ $section }]
doctor-empty = nothing is planned from an empty source; check it, or set `allow_empty = true` for { $kind }
doctor-reachable = reachable, { $columns ->
    [one] 1 column
   *[other] { $columns } columns
 }, all that are named are there{ $how ->
    [none] {""}
   *[other] {" "}({ $how })
 }{ $unused ->
    [none] {""}
   *[other] ; not used, and perhaps worth it: { $unused }
 }
doctor-may-be = { $column } as { $field }
how-csv = encoding { $encoding }; delimiter { $delimiter }
how-csv-below = { $how }; the header stands in line { $line }
how-workbook = a workbook of the kind { $kind }
how-workbook-sheets = { $how }; sheet { $read } is read, and not: { $others }
encoding-mark = { $encoding }, by its byte order mark
encoding-configured = { $encoding }, as configured
encoding-zeros = { $encoding }, by its zero bytes
encoding-guessed = { $encoding }, guessed; set `encoding` if names look wrong
connect-sqlite = cannot open { $file }; check that it is a SQLite file that this user may read
connect-no-file = there is no file { $file }; check `path`
connect-refused = { $server } refuses the user or the password; correct them in { $place }
connect-no-database = { $server } has no such database, or this user may not use it; correct the name in { $place }
connect-url = the URL in { $place } cannot be read; it looks like postgres://user:password@host/database or mysql://user:password@host/database, without jdbc: before it and with user and password before the host
connect-nobody = nothing answers at { $server }; check the host and port in { $place }, that the database runs, and that it lets this machine in
connect-silent = { $server } does not answer; check the host and port in { $place }, and that no firewall stands between
connect-unreachable = { $server } cannot be reached; check the host and port in { $place }
connect-failed = cannot connect to the database at { $server }; check { $place }
word-tab = tab
doctor-has = it has: { $columns }
doctor-writable = { $place } can be written
doctor-found = found in { $place }
doctor-without = issued, but without { $scopes }
doctor-offers = { $activities } activities, { $themes } themes, { $locales } languages with a currency, { $locations } locations
doctor-loans = { $loans } paying back
next-approver = say who approves: --by NAME
next-plan-profile = choose the profile that the plan is for
next-plans-folder = check that the folder of plans, `plans` in [run], can be written
next-plan-again = plan again with `fieldlink plan --out FILE`, and have the new plan approved
next-approval = `fieldlink plan --out FILE`, let somebody look at it and run `fieldlink approve FILE --by NAME`, then `fieldlink send --plan FILE`
next-guards = look at `fieldlink plan`; if it is right all the same, `fieldlink send --override-guards --by NAME` sends it this once
next-mixed-up = correct the settings of the profile in fieldlink.toml
next-first-run = `fieldlink plan --limit 10 --out first.json`, `fieldlink approve first.json --by NAME`, then `fieldlink send --plan first.json`; `fieldlink go-live` shows all steps
next-clock = correct the clock: the month of a report comes from it; when it is right now, `fieldlink send --clock-is-right`
next-server-clock = correct the machine's clock (on Linux: timedatectl): the month of a report comes from it; when it is right and the server's is not, `fieldlink send --clock-is-right`
next-ledger-in-use = wait until it is done, and run the command again
next-spool = make room in the folder for temporary files, or name another one with the environment variable TMPDIR, and run the command again: it goes on where it stopped
next-ledger-memory = give the server of the ledger more memory or less to do, and run the command again: it goes on where it stopped
next-ledger-connections = see that the server of the ledger is ready, close programs that use it or raise its max_connections, and run the command again
next-ledger-away = wait until the server of the ledger runs, and run the command again: it goes on where it stopped
next-ledger-unanswered = make room on the ledger's disk, or see that its server is well, and run the command again: it sends nothing twice
next-ledger-full = make room on the disk of the ledger and run the command again: it goes on where it stopped and sends nothing twice
next-ledger-list = `fieldlink ledger list` shows the rows there are, and where they stand
next-inbox = `fieldlink inbox` shows the links there are
next-key-list = `fieldlink receive key list` shows who has a key
next-ledger = check that the ledger's file or server is there and can be written; what was sent is in it, and the next run goes on from there
next-source-empty = look at the query and the file; where no rows are fine, set `allow_empty = true`
next-back = `fieldlink go-live forth --by NAME` lets it send again
next-columns = correct the column names in fieldlink.toml, or the query; in a file the first row that is not empty is taken for the header: when titles stand above it, set `header_row` in its [source]
next-no-such-row = give the row's number as the file or sheet counts it, or its Loan ID; --kind says which section
next-none-meant = check how the column is written now, or set `allow_empty = true` in this section if it is meant
next-source-connect = check that the database runs and that the URL, user and password are right
next-source-file = see that the file is whole, closed in other programs and without a password, then run the command again; nothing was sent
next-source-http = check `url` and the way to sign in, and that the API runs; `fieldlink doctor` asks it
next-source-refused = correct the query in fieldlink.toml; nothing of it was asked
next-account-reads = ask the database's people for an account that may only SELECT; it is the safest way for every database
next-source-query = try the query in the database's own client, and correct it in fieldlink.toml
next-source-value = correct the value where it stands, or the query
next-source = set what the message names; `fieldlink doctor` looks at all sources
next-config = correct fieldlink.toml as the message says
next-nothing-scheduled = add a [[schedule]] with `name` and `cron`, or send by hand: `fieldlink send`
word-clock = clock
word-ledger = ledger
word-profile = profile
word-secret = secret
word-token = token
word-configuration = configuration
word-loans = loans
configuration-file = configuration file
doctor-next-set = set it, and run `fieldlink doctor` again
doctor-empty-fine = reachable; there are no rows, which is said to be fine
doctor-no-rows = reachable, but there are no rows
doctor-next-database = check that the database runs, that the URL, user and password are right, and that the query works in the database's own client
doctor-next-sqlite = check `path` and the query
doctor-next-file = check `path`, and that the file is whole and not open in another program
doctor-next-http = check `url`, the way to sign in, and that the request works in the API's own documentation
doctor-next-push = check that the ledger's database can be reached
doctor-next-profile = choose one with --profile
doctor-next-ledger-url = set the variable, or use `ledger.path`
doctor-next-ledger = check its keys, and that its folder exists and can be written
doctor-next-ledger-lock = wait for the other one, or see what it is doing
doctor-next-secret = PA2 > Account > API Access shows it to the partner
doctor-token-issued = issued, with all scopes that are needed
doctor-next-scopes = ask Kiva (or whoever runs the PA2) to allow these scopes to the client
step-kiva-verified = Kiva has looked at the tests and said that they are right
step-trained = The Kiva Coordinator knows how drafts, repayments and journals arrive by the API
step-first-run-seen = The Kiva Coordinator has seen the first rows in PA2 and found them right
step-stage-token = Stage answers with a token
step-stage-drafts = Loan drafts were accepted at Stage
step-stage-repayments = Repayments were accepted at Stage
step-stage-journals = Journals were accepted at Stage
step-stage-links = The confirm URLs of Stage were opened and done
step-credentials = The credentials are those of production, and no other's
step-production-token = Production answers with a token
step-first-run = A small first run, approved by a person, reached production
step-unconfirmed = nobody has confirmed it
step-nothing-sent = nothing has been sent to production yet
history-unsaid = nothing says how long the history is kept
next-keep-days = set `ledger.keep_days`, or say --days
maps-nothing = fieldlink.toml maps nothing yet
next-init = `fieldlink init --source …` proposes a mapping
nothing-sent = nothing was sent
next-type-profile = the name that was typed is not that of the profile
probe-not-sandbox = --post-test-data is for a sandbox; this address is Kiva's
next-probe = probe it without, or serve a PA2 of your own: fieldlink pa2 serve
fineract-databases = Fineract keeps its data in PostgreSQL or MariaDB
next-fineract-source = give --source a postgres:// or mysql:// URL, or leave it out to use its reports
standing-ready = ready to be sent
standing-changed = changed after sending, ready to be sent again
standing-reported = already reported
standing-refused = refused earlier and not changed since
standing-waiting = sent, answer lost
standing-suspicious = amount suspicious
standing-held = held back
standing-missing = missing in the MIS
standing-unknown = not known at Kiva
row-event-planned = planned
row-event-held = held
row-event-withdrawn = withdrawn
row-event-about-to-leave = about to leave
row-event-accepted = accepted
row-event-accepted-with-problems = accepted with problems
row-event-refused = refused
row-event-not-taken = not taken
row-event-answer-lost = answer lost
row-event-found-there = found there
row-event-found-missing = found missing
next-report-ending = choose one of these endings
next-file-free = check that its folder exists, and that no other program has the file open
next-folder = check that its folder exists and can be written
next-other-out = choose another place with --out
next-other-status-address = choose another address with --status-page
next-other-listen = choose another address with --listen
next-other-receive = choose another address for `receive` in [run]
next-say-yes = say --yes where this is meant, such as in a schedule
next-status = `fieldlink status` lists the rows that wait for a person
next-ledger-show = `fieldlink ledger show ROW` says why it is held
# Los informes de un plan y de un mes, y los límites de [guards].
report-summary = Summary
report-none = None.
report-made-by = { $at } by { $by }
report-made-schedule = { $at }, by the schedule { $name }
report-plan = Plan for partner { $partner }, { $period }
report-of-month = Repayments of partner { $partner }, { $period }
report-guards = Limits that stop it
report-why = Why
report-place = Where
report-record = Record
report-column = Column
report-value = Value
report-what = What it is
report-kind = Kind
report-records = Records
report-new = New
report-changed = Changed
report-unchanged = Unchanged
report-held = Held
report-suspicious = Suspicious
report-waiting = Waiting
report-counts = Counts
report-suspicious-of = Suspicious { $kinds }
report-held-of = Held { $kinds }
report-notes-of = Worth a look, { $kinds }
report-sent-of = To be sent, { $kinds }
report-one-changed = changed
report-one-new = new
report-profile = Profile
report-month = Month of the repayment report
report-made = Made
report-to-send = to be sent
report-same = unchanged
report-for-person = waiting for a person
report-strange = suspicious
report-back = held back
report-expected = Loans that Kiva expects
report-calls = Calls to send what is ready
report-ignored = Rows of other loans, passed over
report-loan-id = Loan ID
report-kiva-id = Kiva ID
report-status = Status
report-currency = Currency
report-amount = Amount
report-last = Last time
guard-rows = { $found ->
    [one] 1 row is to be sent ({ $kinds })
   *[other] { $found } { $kinds } are to be sent
 }, { $guard } allows { $limit }
guard-held = { $found } of { $records } { $kinds } { $found ->
    [one] is
   *[other] are
 } held back, { $guard } allows { $limit } percent
guard-changed = { $found } of { $records } { $kinds } { $found ->
    [one] has
   *[other] have
 } changed since they were sent, { $guard } allows { $limit } percent
guard-suspicious = { $found } of { $records } { $kinds } { $found ->
    [one] looks
   *[other] look
 } like a wrong amount, { $guard } allows { $limit } percent
# Órdenes: lo que falta o no se puede.
nobody-asked = profile { $profile } is for production, and nobody is here to be asked
cannot-write = cannot write { $file }: { $why }
cannot-read = cannot read { $file }: { $why }
already-there = { $file } is there already
page-cannot-listen = the status page cannot listen on { $address }: { $why }
receiver-cannot-listen = the receiver cannot listen on { $address }: { $why }
receiver-remote = { $address } can be reached from other machines, and the receiver speaks plain HTTP
cannot-listen = cannot listen on { $address }: { $why }
no-terminal = the terminal cannot be read: { $why }
no-client = { $file } holds no client_id and client_secret
no-fineract = this is no database of Fineract's: it has no { $missing }
no-source = { $file } is none of the sources that can be read
has-sources = { $file } has sources or sections already
go-live-ending = { $file }: the report is Markdown (.md) or a page (.html)
no-address = { $text } is no address: { $why }
no-connection = no connection can be made: { $why }
not-held = row { $row } was not held by a person
nothing-to-resolve = row { $row } is { $state }: there is nothing to resolve
no-pages = the pages cannot be written to { $folder }: { $why }
report-ending = { $file }: a report is a page (.html) or a workbook (.xlsx)
report-file = cannot write { $file }
report-workbook = the workbook cannot be made
explain-borrower = borrower { $number }
explain-due-date = due date { $number }
next-other-config = choose another name with --config, or write over it with --force
next-client-missing = make it with `fieldlink pa2 client create --partner ID --json > FILE`
next-client-file = it should be what `fieldlink pa2 client create --json` prints
next-fineract-database = check the name of the database; Fineract's first tenant is in fineract_default
next-init-arguments = give --partner, --source and --client as arguments
next-source-kind = give a .csv, .xlsx, .xls, .xlsb, .ods, .db or .sqlite file, a postgres:// or mysql:// URL, odbc: and a connection string, `push` or `none`
next-other-workbook = it may be filled: choose another name, or write over it with --force
next-append = leave --append out, and copy what is printed where it belongs
next-writable = check that it can be written
next-loopback = listen on 127.0.0.1, or put a proxy with TLS before it and add --allow-remote
next-other-folder = choose a folder that can be written
next-log = name the log with --log, or leave it out
next-https = write it as https://host
next-certificates = check the certificates of this machine
word-report = report this
try-again = try again
word-loan = loan
group-loan = group loan
word-repayment = repayment
word-journal = journal
word-stands = as it stands
word-default = default
word-values = values
word-always = always
trim-remove = trim, remove
word-date = date
word-amount = amount
whole-number = whole number
yes-no = yes or no
word-gender = gender
looked-up = looked up
explain-left-out = left out, since not: { $when }
follows-use-loan = so that it follows "will use this loan"
# Lo que queda junto a un archivo de una carpeta vigilada.
result-counts = sent { $sent }, held or refused { $held }, waiting for a person { $waiting }
result-row = row { $row } ({ $key }): { $message }
result-again = the link was stopped while it worked on this file and took it up again; what it had sent by then was not sent twice, and counts as unchanged here
result-next = What to do: { $next }
result-plan = a plan with { $rows } rows waits for approval: { $file }
result-approve = read { $report }; `fieldlink approve { $file } --by NAME` lets it be sent; to refuse it, take this file out of the folder
result-open = open to review and publish: { $url }
dropped-ending = { $file } is no file that [source.{ $source }] can read; expected one that ends with .{ $endings }
waits-approval = waits for approval
dropped-gone = the file that was planned does not wait any more: { $file }
next-drop-again = drop the file in again; it is planned anew
dropped-name = nobody can tell what { $file } holds: its name should begin as one of { $names } does
next-dropped = rename the file, or mend [watch] in fieldlink.toml, and drop it in again
next-doctor = run `fieldlink doctor`: it looks at everything that a run needs
place-variable = the environment variable { $name }
place-file = the file { $file }
place-output = the output of { $program }
no-folder = cannot make the folder { $folder }: { $why }
secret-variable = the environment variable { $variable } is not set; it should hold the client secret
secret-file = cannot read { $file }, which should hold the client secret: { $why }
secret-empty = { $place } is empty; it should hold the client secret
place-config = the configuration file
next-cursor = name a column that is set whenever a record is written, or take `incremental` out to read all rows
run-doubled-columns = source { $source } has several columns called { $names } for [{ $section }]; give each its own name
next-doubled-columns = rename one of them in the file or the query
stands-for-nothing = a word for nothing
word-rate = rate
as-is = { $text }
column-near = "{ $name }" (did you mean "{ $near }"?)
column-quoted = "{ $name }"
stop-wrong-token = the client belongs to another partner: check `partner.id` and `client_id`
notify-secret = [notify] { $key }: { $message }
notify-email = [notify.email]: { $why }
notify-http = no connection for web hooks can be made
api-firewall = { $message }
stop-too-large = ask whoever runs the server, or the proxy before it, to take larger requests
plan-file-difference = { $kind } { $key } { $what }
difference-changed = has changed
difference-gone = would not be sent any more
difference-new = is not in the plan
explain-only-where = only rows are looked at where { $when }
report-done = Done
notify-secret-empty = the secret is empty
notify-no-variable = the environment variable { $name } is not set
notify-no-file = cannot read { $file }: { $why }
not-now-may-have-arrived = it may have arrived; look in PA2, then say so with `fieldlink ledger resolve`
not-now-look = look in PA2 whether it arrived, then say so with `fieldlink ledger resolve`
not-now-twice = the server has it; sent again it would be there twice
word-trim-remove = trim, remove
word-done = done
not-now-not-sent = it has not been sent; the next plan looks at it again
not-json = the answer cannot be written as JSON: { $why }
