-- What `fieldlink run` has done, and whom it must still tell. Moments are unix seconds.

-- Each schedule with the time up to which it has been dealt with: a time that passed while nothing ran is caught up once.
CREATE TABLE schedule_state (
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    handled_until BIGINT NOT NULL,
    PRIMARY KEY (profile, partner_id, name)
);

-- One row for each run.
CREATE TABLE link_run (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    -- The schedule's or the watched folder's name.
    name TEXT NOT NULL,
    -- The file that was dropped in.
    file TEXT,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL,
    sent BIGINT NOT NULL,
    held BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    -- Why it failed: a stable name, what happened, what to do.
    why TEXT,
    message TEXT,
    next_step TEXT
);
CREATE INDEX link_run_name ON link_run (profile, partner_id, name, id);

-- What somebody is told, once for each way to tell it; written with what it is about, and sent afterwards.
CREATE TABLE notice (
    id SERIAL_ID,
    profile TEXT NOT NULL,
    partner_id BIGINT NOT NULL,
    channel TEXT NOT NULL,
    -- The same thing has the same fingerprint, and is told once.
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- None when it was sent, or given up.
    try_at BIGINT,
    sent_at BIGINT,
    last_error TEXT
);
CREATE UNIQUE INDEX notice_once ON notice (profile, partner_id, channel, fingerprint);
CREATE INDEX notice_due ON notice (try_at);
