-- An entry is written once. Where it stands changes several times, in batches of hundreds: kept apart, a batch
-- rewrites a few narrow pages instead of every entry.
CREATE TABLE entries (
    seq       INTEGER PRIMARY KEY,
    op        BLOB NOT NULL UNIQUE,
    lane      TEXT NOT NULL,
    entry     TEXT NOT NULL,
    about     TEXT NOT NULL,
    passenger BLOB
);
INSERT INTO entries SELECT seq, op, lane, entry, about, passenger FROM queue ORDER BY seq;

CREATE TABLE standing (
    seq          INTEGER PRIMARY KEY,
    state        TEXT NOT NULL,    -- queued, applied, rejected, blocked, superseded
    open         INTEGER NOT NULL AS (state IN ('queued', 'rejected', 'blocked')),
    overlaid     INTEGER NOT NULL, -- its effect is replayed over the server's rows
    attempts     INTEGER NOT NULL DEFAULT 0,
    settled_at   INTEGER,          -- the server's change sequence after its effects
    reason       TEXT,
    server_state TEXT,
    blocked_by   BLOB,
    reported     INTEGER NOT NULL DEFAULT 1 -- 0: the backend must hear that a person settled it
);
INSERT INTO standing (seq, state, overlaid, attempts, settled_at, reason, server_state, blocked_by, reported)
    SELECT seq, replace(state, 'sending', 'queued'), overlaid, attempts, settled_at, reason, server_state, blocked_by, reported
    FROM queue;
CREATE INDEX standing_open ON standing (seq) WHERE open = 1;
CREATE INDEX standing_arriving ON standing (settled_at) WHERE state = 'applied' AND overlaid = 1;
CREATE INDEX standing_unreported ON standing (seq) WHERE reported = 0;
DROP TABLE queue;

-- How many wait and how many need a person, kept with every change: each act tells the window.
CREATE TABLE queue_counts (
    waiting   INTEGER NOT NULL,
    attention INTEGER NOT NULL
);
INSERT INTO queue_counts
    SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state IN ('rejected', 'blocked')) FROM standing;
CREATE TRIGGER standing_made AFTER INSERT ON standing BEGIN
    UPDATE queue_counts SET waiting = waiting + (new.state = 'queued'),
        attention = attention + (new.state IN ('rejected', 'blocked'));
END;
CREATE TRIGGER standing_moved AFTER UPDATE OF state ON standing WHEN old.state <> new.state BEGIN
    UPDATE queue_counts SET
        waiting = waiting + (new.state = 'queued') - (old.state = 'queued'),
        attention = attention + (new.state IN ('rejected', 'blocked')) - (old.state IN ('rejected', 'blocked'));
END;

-- Records go to the backend in order, so how far they went is one number.
DROP INDEX audit_unsent;
INSERT INTO meta (name, value)
    SELECT 'audit_sent', coalesce(max(seq), 0) FROM audit WHERE sent = 1;
ALTER TABLE audit DROP COLUMN sent;
