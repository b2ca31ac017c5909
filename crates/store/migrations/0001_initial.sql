-- The whole of what PA2 keeps. Types mean the same on SQLite and PostgreSQL: BIGINT (unix seconds, minor units,
-- counts), TEXT (ids, dates as YYYY-MM-DD, JSON), BOOLEAN. SERIAL_ID is replaced by the engine's own way to number
-- rows; BYTE_TEXT is text that compares byte by byte; a CLUSTERED table is kept
-- in the order of its primary key where the engine can. One statement ends at each semicolon at the end of a line.

CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE partner (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  profile TEXT NOT NULL,
  config TEXT NOT NULL,
  first_period TEXT NOT NULL,
  next_seq BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

CREATE TABLE draft (
  id SERIAL_ID,
  uuid TEXT NOT NULL UNIQUE,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  origin TEXT NOT NULL,
  state TEXT NOT NULL,
  loan_id BIGINT,
  body TEXT NOT NULL,
  unread TEXT,
  photo TEXT,
  photo_error TEXT,
  relists BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX draft_by_partner ON draft (partner_id, state, id);

CREATE TABLE loan (
  id BIGINT NOT NULL PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  seq BIGINT NOT NULL,
  internal_loan_id TEXT NOT NULL,
  internal_client_id TEXT NOT NULL,
  name TEXT NOT NULL,
  borrower_count BIGINT NOT NULL,
  location TEXT NOT NULL,
  activity_id BIGINT NOT NULL,
  theme_type_id BIGINT NOT NULL,
  language_id BIGINT NOT NULL,
  currency TEXT NOT NULL,
  principal BIGINT NOT NULL,
  price_usd BIGINT NOT NULL,
  rate TEXT NOT NULL,
  currency_loss TEXT NOT NULL,
  disburse_on TEXT NOT NULL,
  status TEXT NOT NULL,
  issue TEXT,
  funded_usd BIGINT NOT NULL,
  flexible BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  reviewed_at BIGINT,
  listed_at BIGINT,
  planned_expiration_at BIGINT,
  planned_inactive_expire_at BIGINT,
  raised_at BIGINT,
  paying_back_at BIGINT,
  ended_at BIGINT,
  refunded_at BIGINT,
  expired_at BIGINT,
  defaulted_at BIGINT,
  repaid BIGINT NOT NULL,
  photo TEXT,
  journals BIGINT NOT NULL,
  last_journal_at BIGINT,
  next_event_at BIGINT,
  no_default_before TEXT,
  schedule TEXT NOT NULL,
  borrowers TEXT NOT NULL,
  loanuse TEXT NOT NULL,
  description TEXT NOT NULL
);
CREATE UNIQUE INDEX loan_by_seq ON loan (partner_id, seq);
CREATE INDEX loan_by_status ON loan (partner_id, status, seq);
CREATE INDEX loan_by_loan_id ON loan (partner_id, internal_loan_id);
CREATE INDEX loan_by_client_id ON loan (partner_id, internal_client_id);
-- Answers how far a partner's limits are used without reading the loans. The query must name the same statuses.
CREATE INDEX loan_in_use ON loan (partner_id, theme_type_id, status, price_usd, principal, repaid)
  WHERE status IN ('inactive', 'reviewed', 'issue', 'issue_revising', 'issue_approving', 'fundRaising', 'raised', 'payingBack');
-- What was posted in a month.
CREATE INDEX loan_by_created ON loan (partner_id, created_at, status, price_usd);
-- Which loans a photo stands on, the first of them first.
CREATE INDEX loan_by_photo ON loan (partner_id, photo, seq) WHERE photo IS NOT NULL;
-- The reviewers' queue. The query must name the same statuses.
CREATE INDEX loan_to_review ON loan (created_at, id) WHERE status IN ('inactive', 'issue_approving');
CREATE INDEX loan_by_next_event ON loan (next_event_at, id) WHERE next_event_at IS NOT NULL;
-- Which loans default by themselves, and when. The queries must name the same status.
CREATE INDEX loan_at_risk ON loan (partner_id, next_event_at, id) WHERE status = 'payingBack';
-- Which loans a partner with a waiting time may repay. The queries must name the same status.
CREATE INDEX loan_to_be_repaid ON loan (partner_id, disburse_on, id) WHERE status = 'payingBack';
-- For the statement of a month: what was raised and refunded in it.
CREATE INDEX loan_by_raised ON loan (partner_id, raised_at, id, funded_usd) WHERE raised_at IS NOT NULL;
CREATE INDEX loan_by_refunded ON loan (partner_id, refunded_at, id) WHERE refunded_at IS NOT NULL;
CREATE INDEX loan_by_ended ON loan (partner_id, ended_at, id, funded_usd) WHERE ended_at IS NOT NULL;
CREATE INDEX loan_by_defaulted ON loan (partner_id, defaulted_at, id) WHERE defaulted_at IS NOT NULL;
CREATE INDEX loan_by_expired ON loan (partner_id, expired_at, id) WHERE expired_at IS NOT NULL;
-- The default rate: what was lent on the loans that are over. The query must name the same statuses.
CREATE INDEX loan_over ON loan (partner_id, status, funded_usd, principal, repaid) WHERE status IN ('ended', 'defaulted');
CREATE INDEX loan_journaled ON loan (partner_id, status, last_journal_at) WHERE last_journal_at IS NOT NULL;

-- How many loans of each status stand in each block of 1024 seqs: makes counts and any offset quick. `version` goes up
-- with every change of loans that take repayments.
CREATE TABLE loan_block (
  partner_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  block BIGINT NOT NULL,
  n BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (partner_id, status, block)
) CLUSTERED;

-- Normalised words of borrowers' and groups' names, for the search box.
CREATE TABLE loan_term (
  partner_id BIGINT NOT NULL,
  term BYTE_TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (partner_id, term, seq)
) CLUSTERED;

-- Every step of a loan's life.
CREATE TABLE loan_event (
  id SERIAL_ID,
  loan_id BIGINT NOT NULL REFERENCES loan(id),
  partner_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX loan_event_by_loan ON loan_event (loan_id, id);

-- How a loan was given up; `repaid` is what had come by then.
CREATE TABLE loan_default (
  loan_id BIGINT NOT NULL PRIMARY KEY REFERENCES loan(id),
  partner_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  repaid BIGINT NOT NULL,
  reason TEXT,
  note TEXT NOT NULL
);

-- A partner asks that a loan is not defaulted, and Kiva's answer.
CREATE TABLE default_request (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  loan_id BIGINT NOT NULL REFERENCES loan(id),
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  wanted TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  until TEXT,
  answer TEXT NOT NULL,
  answered_by TEXT,
  answered_at BIGINT
);
CREATE INDEX default_request_by_state ON default_request (partner_id, state, id);
CREATE INDEX default_request_by_partner ON default_request (partner_id, id);
CREATE INDEX default_request_by_loan ON default_request (loan_id, id);
-- A loan has one open request at most.
CREATE UNIQUE INDEX default_request_once ON default_request (loan_id) WHERE state = 'open';

-- A partner asks Kiva to default many loans at once, and Kiva's answer.
CREATE TABLE mass_request (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  loans BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT,
  answered_at BIGINT
);
CREATE INDEX mass_request_by_state ON mass_request (partner_id, state, id);
CREATE INDEX mass_request_by_partner ON mass_request (partner_id, id);
-- What waits for Kiva, of all partners.
CREATE INDEX mass_request_open ON mass_request (partner_id) WHERE state = 'open';
CREATE INDEX default_request_open ON default_request (partner_id) WHERE state = 'open';

CREATE TABLE mass_request_loan (
  request_id BIGINT NOT NULL REFERENCES mass_request(id),
  loan_id BIGINT NOT NULL REFERENCES loan(id),
  PRIMARY KEY (request_id, loan_id)
) CLUSTERED;

-- One CSV or one call of repayments; the rows as they came are kept as CSV text in `rows_csv`. `blocks` names the blocks
-- of the partner's list whose loans it reported. Long texts stand last, where reading the rest does not touch them.
CREATE TABLE upload (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  period TEXT NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  accepted_count BIGINT NOT NULL,
  error_count BIGINT NOT NULL,
  warning_count BIGINT NOT NULL,
  blocks TEXT NOT NULL,
  rows_csv TEXT NOT NULL
);
CREATE INDEX upload_by_period ON upload (partner_id, period, id);

-- The latest accepted amount of a loan in a period.
CREATE TABLE reported (
  partner_id BIGINT NOT NULL,
  period TEXT NOT NULL,
  loan_id BIGINT NOT NULL,
  cumulative BIGINT NOT NULL,
  upload_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (partner_id, period, loan_id)
) CLUSTERED;

CREATE TABLE problem (
  id SERIAL_ID,
  upload_id BIGINT NOT NULL REFERENCES upload(id),
  partner_id BIGINT NOT NULL,
  period TEXT NOT NULL,
  line BIGINT NOT NULL,
  loan_id TEXT NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  details TEXT NOT NULL,
  details_values TEXT NOT NULL,
  aside_at BIGINT,
  aside_by TEXT,
  aside_reason TEXT
);
CREATE INDEX problem_by_period ON problem (partner_id, period, severity, id);
CREATE INDEX problem_by_loan ON problem (partner_id, loan_id, id);
-- Those that a person set aside. The queries must name the same column.
CREATE INDEX problem_aside ON problem (partner_id, period, id) WHERE aside_at IS NOT NULL;
CREATE INDEX problem_by_upload ON problem (upload_id, id);

-- A month's report; the row appears when the month is first touched.
CREATE TABLE report (
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  period TEXT NOT NULL,
  state TEXT NOT NULL,
  preliminary_at BIGINT,
  final_at BIGINT,
  final_by TEXT,
  statement TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (partner_id, period)
);

-- What a final report holds of each loan; never changes.
CREATE TABLE report_line (
  partner_id BIGINT NOT NULL,
  period TEXT NOT NULL,
  seq BIGINT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (partner_id, period, seq)
);

-- What each block of loans adds to a month, kept so that a page need not read the loans. Made anew when the block, an
-- upload to it or the terms of billing are newer; of a final report, `terms` is 'final' and it never changes.
CREATE TABLE month_block (
  partner_id BIGINT NOT NULL,
  period TEXT NOT NULL,
  block BIGINT NOT NULL,
  version BIGINT NOT NULL,
  upload_id BIGINT NOT NULL,
  terms TEXT NOT NULL,
  part TEXT NOT NULL,
  PRIMARY KEY (partner_id, period, block)
) CLUSTERED;

-- Money wired between the partner and Kiva: US cents, negative to the partner. One entered by mistake is struck out.
CREATE TABLE wire (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  day TEXT NOT NULL,
  usd BIGINT NOT NULL,
  reference TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  struck_at BIGINT,
  struck_by TEXT,
  struck_reason TEXT
);
CREATE INDEX wire_by_day ON wire (partner_id, day);
CREATE INDEX wire_by_partner ON wire (partner_id, id);

-- The journals of one call or upload, and the key of their confirm URL.
CREATE TABLE archive (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  confirm_key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT,
  closed_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX archive_by_partner ON archive (partner_id, state, id);
CREATE INDEX archive_by_number ON archive (partner_id, id);

CREATE TABLE journal (
  id SERIAL_ID,
  archive_id BIGINT NOT NULL REFERENCES archive(id),
  partner_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  loan_id BIGINT,
  internal_loan_id TEXT NOT NULL,
  internal_client_id TEXT,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  image_url TEXT,
  state TEXT NOT NULL,
  findings TEXT NOT NULL,
  published_at BIGINT
);
CREATE INDEX journal_by_archive ON journal (archive_id, line);
CREATE INDEX journal_by_loan ON journal (loan_id, id);

CREATE TABLE client (
  id TEXT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX client_by_partner ON client (partner_id, id);

-- At most two live secrets a client; only a keyed hash is kept.
CREATE TABLE client_secret (
  id SERIAL_ID,
  client_id TEXT NOT NULL REFERENCES client(id),
  mac TEXT NOT NULL,
  hint TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX client_secret_by_client ON client_secret (client_id, id);

CREATE TABLE signing_key (
  kid TEXT NOT NULL PRIMARY KEY,
  private_pem TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  active_from BIGINT NOT NULL,
  publish_until BIGINT
);

CREATE TABLE revoked_token (
  jti TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);

CREATE TABLE person (
  id SERIAL_ID,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  partner_id BIGINT REFERENCES partner(id),
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  locale TEXT,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  failed_sign_ins BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT,
  last_sign_in_at BIGINT,
  totp TEXT,
  totp_pending TEXT,
  totp_step BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX person_by_partner ON person (partner_id, id);

-- What stands in for the second step of signing in when the telephone is lost; only a keyed hash is kept.
CREATE TABLE recovery_code (
  person_id BIGINT NOT NULL REFERENCES person(id),
  mac TEXT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (person_id, mac)
);

-- Links of e-mails that let somebody choose a password, once; only a hash is kept.
CREATE TABLE password_link (
  hash TEXT NOT NULL PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES person(id),
  purpose TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX password_link_by_person ON password_link (person_id, purpose, created_at);

-- E-mails that wait to be sent. `letter` is sealed and is emptied when the e-mail has left; `once` lets the same thing be
-- told only once.
CREATE TABLE mail (
  id SERIAL_ID,
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  letter TEXT NOT NULL,
  once TEXT UNIQUE,
  created_at BIGINT NOT NULL,
  next_try_at BIGINT,
  tries BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT,
  error TEXT
);
CREATE INDEX mail_waiting ON mail (next_try_at, id) WHERE next_try_at IS NOT NULL;
CREATE INDEX mail_ended ON mail (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY,
  person_id BIGINT NOT NULL,
  agent TEXT NOT NULL,
  data TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_person ON session (person_id, expires_at);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Answers given under an Idempotency-Key, written in the transaction of their effect.
CREATE TABLE idempotency (
  client_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Who did what; rows are only ever added. The rows of a partner (of none: chain 0) are numbered without a gap, and each
-- holds a hash of itself and of the one before, so that a row that was changed or taken away shows.
CREATE TABLE audit (
  id SERIAL_ID,
  chain BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  partner_id BIGINT,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_by_chain ON audit (chain, seq);
CREATE INDEX audit_by_subject ON audit (chain, subject, seq);

-- The last row of each chain.
CREATE TABLE audit_head (
  chain BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);

-- What programs asked of late; old rows are taken away.
CREATE TABLE api_call (
  id SERIAL_ID,
  partner_id BIGINT NOT NULL,
  client_id TEXT,
  known BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  status BIGINT NOT NULL,
  ms BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX api_call_by_partner ON api_call (partner_id, id);
CREATE INDEX api_call_by_caller ON api_call (partner_id, known, id);
CREATE INDEX api_call_by_age ON api_call (at);

-- Snapshots of a sandbox. The rows of number 7 stand in tables snapshot_7_draft, snapshot_7_loan and so on, which are
-- made with it.
CREATE TABLE snapshot (
  id SERIAL_ID,
  name TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL,
  loans BIGINT NOT NULL,
  schema_version BIGINT NOT NULL
);

-- How far people have come with the exercises of the training.
CREATE TABLE exercise (
  person_id BIGINT NOT NULL REFERENCES person(id),
  exercise TEXT NOT NULL,
  subject TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  done_at BIGINT,
  PRIMARY KEY (person_id, exercise)
) CLUSTERED;


-- Photos on their way in small pieces, so that a broken line loses little. Taken away when the photo is whole, or old.
CREATE TABLE photo_upload (
  id TEXT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL REFERENCES partner(id),
  draft_id BIGINT NOT NULL,
  mark TEXT NOT NULL,
  size BIGINT NOT NULL,
  received BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX photo_upload_by_draft ON photo_upload (partner_id, draft_id);
CREATE INDEX photo_upload_by_age ON photo_upload (created_at);

-- A piece, in base64, by where it begins.
CREATE TABLE photo_piece (
  upload_id TEXT NOT NULL REFERENCES photo_upload(id),
  begins BIGINT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (upload_id, begins)
);
