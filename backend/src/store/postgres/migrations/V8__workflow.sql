-- What is to be done later, or again after a crash. The key says what it is about, so that the same is never put in
-- twice; a row stays after it was done, for the same reason.
CREATE TABLE jobs (
    key text PRIMARY KEY,
    kind text NOT NULL,
    payload text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'done', 'failed')),
    -- Of one that was taken: when its lease runs out.
    due_at bigint NOT NULL,
    worker text NOT NULL DEFAULT '',
    takes bigint NOT NULL DEFAULT 0,
    why text NOT NULL DEFAULT '',
    made_at bigint NOT NULL,
    ended_at bigint
);
CREATE INDEX jobs_due ON jobs (due_at, key) WHERE state IN ('waiting', 'taken');
CREATE INDEX jobs_open ON jobs (kind, state, due_at) WHERE state <> 'done';

-- What the airline's systems said of a flight, and what was made of it.
CREATE TABLE flight_events (
    id text PRIMARY KEY,
    flight bytea NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    outcome text NOT NULL,
    at bigint NOT NULL,
    received_at bigint NOT NULL
);
CREATE INDEX flight_events_of ON flight_events (flight, at);
