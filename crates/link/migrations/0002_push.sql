-- What plug-ins and macros have pushed: each record as it last came. Moments are unix seconds.
CREATE TABLE pushed (
    id SERIAL_ID,
    -- loans, members, schedules, repayments, journals.
    sheet TEXT NOT NULL,
    record_id TEXT NOT NULL,
    -- Counts the times that it came different.
    revision BIGINT NOT NULL,
    hash TEXT NOT NULL,
    -- Names and values in their order: JSON.
    fields TEXT NOT NULL,
    sender TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pushed_record ON pushed (sheet, record_id);

-- The columns that records of a sheet have had, since not every record names all of them.
CREATE TABLE pushed_column (
    id SERIAL_ID,
    sheet TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX pushed_column_name ON pushed_column (sheet, name);

-- Answers kept for a caller that asks again with the same Idempotency-Key.
CREATE TABLE push_request (
    id SERIAL_ID,
    sender TEXT NOT NULL,
    request_key TEXT NOT NULL,
    hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX push_request_key ON push_request (sender, request_key);

-- Who may push: a hash of each key.
CREATE TABLE push_key (
    id SERIAL_ID,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- push or hook.
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX push_key_name ON push_key (name);

-- What a MIS has called our attention to. Ids only; the record itself is read again.
CREATE TABLE push_hint (
    id SERIAL_ID,
    sender TEXT NOT NULL,
    entity TEXT NOT NULL,
    action TEXT NOT NULL,
    ids TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX push_hint_waiting ON push_hint (done_at, id);
