-- What passengers are told, each once: the key says what about. Which way, in which words, and what became of it.
CREATE TABLE passenger_notices (
    key text PRIMARY KEY,
    id bytea NOT NULL UNIQUE,
    passenger bytea NOT NULL,
    subject bytea NOT NULL,
    -- Empty where it was withheld before a way was chosen.
    channel text NOT NULL,
    template text NOT NULL,
    language text NOT NULL,
    facts text NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'sent', 'failed', 'bounced', 'withheld')),
    attempts bigint NOT NULL DEFAULT 0,
    said text NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    sent_at bigint
);
CREATE INDEX passenger_notices_of ON passenger_notices (passenger, created_at);
CREATE INDEX passenger_notices_at ON passenger_notices (created_at);
