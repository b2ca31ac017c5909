-- One row for each revision of a record that has entered the link. Moments are unix seconds.
CREATE TABLE ledger_row (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Why it is held, refused or uncertain, or what the server remarked: JSON.
    reasons TEXT NOT NULL,
    -- The request it left in; rows of one batch share it.
    request_id TEXT,
    -- Set when the request carried an Idempotency-Key.
    idempotency_key TEXT,
    -- What was sent, kept from the intent until a definite answer.
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
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_row_revision ON ledger_row (profile, partner_id, kind, record_key, revision);
CREATE INDEX ledger_row_state ON ledger_row (profile, partner_id, kind, state);
CREATE INDEX ledger_row_loan ON ledger_row (profile, partner_id, kind, loan_id);
CREATE INDEX ledger_row_request ON ledger_row (request_id);

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
