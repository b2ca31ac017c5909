-- One row for each revision of a record that has entered the link. Moments are unix seconds.
CREATE TABLE ledger_row (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    hash TEXT NOT NULL,
    -- Loan drafts only: a hash over the record and what tells without reading it that the photo is the same.
    seen TEXT,
    -- Loan drafts and journals read with `incremental` only: what the record says of when it was written.
    since TEXT,
    state TEXT NOT NULL,
    -- Why it is held, refused or uncertain, or what the server remarked: JSON.
    reasons TEXT NOT NULL,
    -- The request it left in; rows of one batch share it.
    request_id TEXT,
    -- Set when the request carried an Idempotency-Key.
    idempotency_key TEXT,
    -- What was sent, kept from the intent until a definite answer; sealed when the ledger has a key.
    payload TEXT,
    -- What the server calls it: loan_draft_uuid, upload_id, archive_id.
    reference TEXT,
    confirm_url TEXT,
    -- Repayments only.
    period TEXT,
    loan_id TEXT,
    amount TEXT,
    -- Where the record stood: JSON; none for a loan that no record was about.
    origin TEXT,
    -- Which of several workers sends it; none when one process alone does.
    worker BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_row_revision ON ledger_row (profile, partner_id, kind, record_key, revision);
CREATE INDEX ledger_row_state ON ledger_row (profile, partner_id, kind, state);
CREATE INDEX ledger_row_loan ON ledger_row (profile, partner_id, kind, loan_id);

-- Links that a person must open: the inbox.
CREATE TABLE confirmation (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    url TEXT NOT NULL,
    archive_id TEXT,
    journals BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE UNIQUE INDEX confirmation_url ON confirmation (profile, partner_id, url);

-- What happened to rows, in order. Rows whose numbers follow each other and to which the same happened at once, such as
-- those of one batch, share an entry.
CREATE TABLE row_event (
    id SERIAL_ID,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- The run of the program that did it, and the person it named: who approved, held, resolved.
    run TEXT NOT NULL,
    by_name TEXT,
    event TEXT NOT NULL,
    request_id TEXT,
    -- What was answered, in short.
    answer TEXT
);
CREATE INDEX row_event_rows ON row_event (last_row, first_row);

-- What a person said of a record, for plans to come: to hold it back, or to send it again though it was refused.
CREATE TABLE record_mark (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    mark TEXT NOT NULL,
    why TEXT NOT NULL,
    by_name TEXT,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX record_mark_key ON record_mark (profile, partner_id, kind, record_key);

-- Small things to remember by name: the key that plans are sealed with, the steps of going live.
CREATE TABLE ledger_note (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    by_name TEXT,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_note_name ON ledger_note (profile, partner_id, name);

-- Runs that sent, or were stopped before they could.
CREATE TABLE ledger_run (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    run TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT,
    approved_by TEXT,
    exit_code BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    -- Why it stopped, in the words of the program; never what a record says.
    stopped TEXT
);
CREATE INDEX ledger_run_at ON ledger_run (profile, partner_id, at);

-- Workers that share a ledger on PostgreSQL; each holds an advisory lock of its number while it lives.
CREATE TABLE ledger_worker (
    id SERIAL_ID,
    started_at BIGINT NOT NULL
);

-- SQLite's planner guesses that each column of an index leaves ten rows. Here nearly all rows have the same profile,
-- partner and kind, so it is told: rows are then found by their numbers and keys, and a long ledger is as quick as a short
-- one. PostgreSQL counts for itself.
--sqlite ANALYZE ledger_row;
--sqlite DELETE FROM sqlite_stat1 WHERE tbl = 'ledger_row';
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
--sqlite     ('ledger_row', 'ledger_row_revision', '1000000 1000000 1000000 500000 2 1'),
--sqlite     ('ledger_row', 'ledger_row_state', '1000000 1000000 1000000 500000 100000'),
--sqlite     ('ledger_row', 'ledger_row_loan', '1000000 1000000 1000000 500000 12');
--sqlite ANALYZE sqlite_schema;
