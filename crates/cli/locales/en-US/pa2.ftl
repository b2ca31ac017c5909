demo-runs = PA2 runs at { $url }
demo-earlier = Six weeks ago: { $loans } loans of the sample MIS are posted and funded
demo-today = Today: payments, visits and new loans stand in the MIS; a few rows are wrong on purpose
demo-published = The coordinator published { $drafts } drafts
demo-confirmed = The coordinator confirmed an archive of journals
demo-final = The coordinator made the report of { $period } final
demo-sent = { $kinds } { $sent } sent, { $held } held back, { $remarks } remarked on by PA2
demo-held = held { $key }: { $why }
demo-refused = refused { $key }: { $why }
demo-stopped = stopped: { $why } { $next }
demo-counted = Counted in PA2's tables: { $lost } lost, { $twice } there twice.
demo-confirm = Confirm URL: { $url }
demo-took = It took { $seconds } seconds.
demo-where =
    PA2 keeps running. What a Kiva Coordinator does now:
    {"  "}sign in at         { $url }/sign-in
    {"  "}as                 { $email }
    {"  "}with the password  { $password }
    {"  "}then publish the new drafts, open the confirm URL, and finalize the month's report.
    The records, fieldlink.toml and the ledger are in { $folder }
    Stop with Ctrl-C.
pa2-audit-broken = the audit trail is broken: { $whose }
pa2-audit-compare = compare with a backup: rows from the one named on were changed, put in or taken away
pa2-audit-whole = { $whose }: { $rows } rows, whole; last { $last }
pa2-audit-broken-at = { $whose }: { $rows } rows, broken at row { $row }
pa2-installation = the installation
pa2-partner = partner { $partner }
pa2-copy-secret = Copy the secret now. It is not shown again.
pa2-head-name = name
pa2-head-scope = scope
pa2-head-secrets = secrets
pa2-head-used = last used
pa2-head-retired = retired
pa2-head-email = email
pa2-head-role = role
pa2-never = never
pa2-retired = { $client } is retired.
pa2-secret-retired = Secret { $secret } of { $client } is retired.
pa2-moving = Moving loans and reports to their day
pa2-now = { $now } (in PA2's calendar { $day })
pa2-key = Key { $key } is published and will sign in ten minutes.
pa2-no-kiva-id = { $id } is no Kiva ID, which is a number
pa2-name-partner = for the partner's own loan ID name the partner too: --partner 1
pa2-loan = Loan { $kiva } (loan ID { $loan }) is { $status }
pa2-smtp-variable = write smtps://user@host, and put the password into the environment variable { $variable }
pa2-smtp-password = the SMTP URL holds a password, which every process of this machine could read
pa2-example-data = for example: --data ./pa2-data
pa2-where = say where PA2 keeps its data: --data DIR or --database-url URL
pa2-not-opened = PA2 could not be opened
pa2-settings-unreadable = the settings file { $file } cannot be read
pa2-folder-unmade = the data folder { $folder } cannot be made
pa2-check-server = check that the server runs, the database exists and user and password are right
pa2-partner-is = Partner { $partner } is { $name }.
pa2-sandbox-empty = The sandbox is empty; its clock shows real time
pa2-no-scenario = there is no scenario "{ $name }"
pa2-making-loans = Making loans
pa2-scenario-made = { $loans } loans and { $drafts } drafts made for partner { $partner }
pa2-snapshot-kept = The snapshot { $name } is kept
pa2-snapshot-back = The snapshot { $name } is put back
pa2-snapshot-forgotten = The snapshot { $name } is forgotten
pa2-no-snapshot = No snapshot is kept
pa2-loans = { $loans } loans
pa2-no-fault-kind = there is no such route or kind
pa2-fault-waits = The fault waits; a running server takes it up within a second
pa2-no-fault = No fault waits
pa2-every-call = every call
pa2-more-calls = { $calls } more calls
pa2-seeding = { $done } of { $all } loans, { $rate }, { $left } left
pa2-seeded = { $made } loans made for partner { $partner } in { $seconds } s ({ $already } were there)
pa2-cannot-listen = cannot listen on { $address }
pa2-listens = PA2 listens on { $address } as { $url }
pa2-server-stopped = the server stopped
pa2-can-sign-in = { $name } can sign in as { $email }.
pa2-other-password = { $email } has another password.
pa2-disabled = { $email } cannot sign in any more.
pa2-password = password
pa2-copy-password = Copy the password now. It is not shown again.
pa2-password-unreadable = the password cannot be read
