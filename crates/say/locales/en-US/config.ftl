config-variable = in the environment ({ $variable }): { $message }
key-type = found { $found }, expected { $expected }
key-value = `{ $name }` is not known here; { $meant }
key-unknown = there is no such key here; { $meant }
key-missing = `{ $name }` is missing; add `{ $name } = …` here
key-near = did you mean `{ $near }`?
key-one-of = expected one of: { $known }
check-profile = there is no [profile.{ $name }]
check-source = there is no [source.{ $name }]
check-source-known = there is no [source.{ $name }]; the file has { $known }
check-source-unused = no section of this file uses [source.{ $name }]
check-needs-query = a { $kind } source needs a `query` here
check-no-queries = a { $kind } source has no queries
check-no-sheets = a { $kind } source has no sheets
check-no-files = a { $kind } source has no files to choose from
check-no-photos = a { $kind } source has no photos to query
check-no-paths = a { $kind } source has no paths; use `query`, or files
check-since = the query asks for :since; say what it is: a table [{ $section }.incremental] with `column` and `start`
check-receive = { $address } can be reached from other machines; name an address of this one, such as 127.0.0.1:8610
check-schedule = "{ $name }": { $what }
check-cron = cron = "{ $cron }" cannot be read ({ $why }); five fields are expected, such as "30 2 * * MON-FRI"
check-watch-kind = [source.{ $name }] is of kind { $kind }; files are dropped in for csv and workbook sources
check-address = "{ $address }" is no address of e-mails
check-kind-without = kind = "{ $kind }" has no `{ $key }`
check-kind-url = kind = "{ $kind }" needs one of `url_env`, `url_file` and `url`
check-kind-path = kind = "{ $kind }" needs `path`
check-encoding = `{ $encoding }` is no encoding; expected a name such as utf-8 or windows-1252
check-auth = this way to sign in needs `auth.{ $needed }`
check-rows = requests.{ $name }.rows is a JSON pointer: it begins with a slash, such as /pageItems
check-paging-at = requests.{ $name }.paging needs `at`: where the answer tells the next page
check-paging-pointer = requests.{ $name }.paging.at is a JSON pointer: it begins with a slash
check-paging-size = requests.{ $name }.paging.size: expected at least 1
check-request = the source has no request `{ $name }`; it has: { $known }
check-no-request = an http source needs the name of a request here; the source has: { $known }
query-beginning = a query begins with SELECT or WITH; this one begins with { $word }
query-procedure = { $word } runs a procedure, which may commit what it changes; write the SELECT that it makes, or ask for a view of it
query-function = the function { $name } may work outside of the transaction that only reads; leave it out, or let the database's people put it into a view
query-word = the query may only read, but holds the word { $word }; a column of that name must stand in quotes
query-open = a { $what } is opened and not closed
check-partner-id = a partner id is a number above zero
check-secret-in-file = the secret itself does not belong in this file; name its place with `client_secret_env` or `client_secret_file` (or set `secret_in_config = true` if you must)
check-secret-place = say where the secret is: exactly one of `client_secret_env`, `client_secret_file` and `client_secret_command`
check-secret-command = name a program, then its arguments
check-key-both = either this or `key_env`, not both
check-url-both = either this or `url_env`, not both
check-workers = several workers need a ledger on PostgreSQL: set `url_env` or `url_file`
check-incremental-groups = rows of one group may have been written at different times; leave out this or `group_by`
check-incremental-query = the query does not ask for it: add `WHERE changed_at >= :since` with the column's name
check-condition = a condition needs `column` and at least one of `is`, `is_not` and `empty`
check-field-required = this field is required: name its column
check-group-both = either this (each row is a borrower) or [loan_drafts.members], not both
check-photos-one = photos are in one place: only one of this, `columns.photo`, `photos.query` and `photos.path`
check-batch-rows = expected 1 to 300 rows per call
check-batch-journals = expected 1 to 300 journals per call
check-schedule-name = every schedule needs a name of its own
check-webhook-secret = say where the secret is: one of `secret_env` and `secret_file`
check-webhook-https = must begin with https:// (plain http is for this machine only)
check-smtp-password = holds a password; name its place with `password_env` or `password_file`
check-email-to = name at least one address
check-push-path = kind = "push" has no path: its records wait in the ledger's database
check-http-url = kind = "http" needs `url`: what stands before every path
check-http-requests = kind = "http" needs a request: a table such as [source.mis.http.requests.loans]
check-delimiter = expected one character, such as ";", or "tab"
check-quote = expected one character, such as "'"
check-auth-secret = exactly one of `auth.secret_env` and `auth.secret_file` says where the secret is
check-photos-query = a source of photos needs `query` or `path` too
query-empty = the query is empty
query-comment-runs = what stands in /*! … */ is no comment to MySQL, it is run; take it out
query-line-break = a comment holds a line break that not every database takes for one; end its line with a plain line break
query-zero-byte = the query holds a zero byte
query-coded-name = the name of a function is written in codes (U&); write it plainly
query-no-columns = the database takes it for a statement without rows, and no query
query-several = only one statement is allowed: there is more after the `;`
word-quote = quote
word-comment = comment
dollar-quote = dollar quote
