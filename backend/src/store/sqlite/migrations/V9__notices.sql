-- What passengers are told, each once: the key says what about. Which way, in which words, and what became of it.
CREATE TABLE passenger_notices (
    key text PRIMARY KEY,
    id blob NOT NULL UNIQUE,
    passenger blob NOT NULL,
    subject blob NOT NULL,
    -- Empty where it was withheld before a way was chosen.
    channel text NOT NULL,
    template text NOT NULL,
    language text NOT NULL,
    facts text NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'sent', 'failed', 'bounced', 'withheld')),
    attempts integer NOT NULL DEFAULT 0,
    said text NOT NULL DEFAULT '',
    created_at integer NOT NULL,
    sent_at integer
) STRICT;
CREATE INDEX passenger_notices_of ON passenger_notices (passenger, created_at);
CREATE INDEX passenger_notices_at ON passenger_notices (created_at);
