CREATE TABLE meta (name text PRIMARY KEY, number integer NOT NULL, content text) STRICT;
INSERT INTO meta (name, number) VALUES ('change_seq', 0);

-- Every synced thing, whole. `scopes` names the numbers of the scopes that hold it, sorted.
CREATE TABLE entities (
    kind text NOT NULL,
    id blob NOT NULL,
    version integer NOT NULL,
    seq integer NOT NULL,
    scopes text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;

-- Which things follow which: a voucher its passenger, a trip its flights.
CREATE TABLE links (
    target blob NOT NULL,
    kind text NOT NULL,
    id blob NOT NULL,
    PRIMARY KEY (target, kind, id)
) WITHOUT ROWID, STRICT;

-- `row_sum` is the wrapping sum of the protocol's checksum.
CREATE TABLE scopes (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    row_count integer NOT NULL,
    row_sum integer NOT NULL
) STRICT;

-- A thing has one number of the sequence at a time, so the number finds its row in each scope.
CREATE TABLE scope_rows (
    scope integer NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    id blob NOT NULL,
    version integer NOT NULL,
    gone integer NOT NULL,
    PRIMARY KEY (scope, seq)
) WITHOUT ROWID, STRICT;

-- What became of every entry of every queue. One effect per `op` is a constraint, not a hope.
CREATE TABLE entries (
    device blob NOT NULL,
    seq integer NOT NULL,
    op blob NOT NULL UNIQUE,
    hash text NOT NULL,
    lane text NOT NULL,
    kind text NOT NULL,
    actor blob NOT NULL,
    outcome text NOT NULL,
    result text NOT NULL,
    received_at integer NOT NULL,
    PRIMARY KEY (device, seq)
) STRICT;

-- What holds up a lane: few rows, asked for with every entry.
CREATE INDEX entries_held_up ON entries (device, lane, seq) WHERE outcome IN ('rejected', 'blocked');

CREATE TABLE users (
    id blob PRIMARY KEY,
    badge text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    role_epoch integer NOT NULL,
    station text NOT NULL,
    pin_hash text NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE wrong_tries (badge text NOT NULL, at integer NOT NULL) STRICT;
CREATE INDEX wrong_tries_of ON wrong_tries (badge, at);

CREATE TABLE devices (
    id blob PRIMARY KEY,
    kind text NOT NULL,
    station text NOT NULL,
    device_key text NOT NULL,
    last_seq integer NOT NULL
) WITHOUT ROWID, STRICT;

-- Only the hash: who reads this table cannot act as anybody.
CREATE TABLE tokens (
    hash blob PRIMARY KEY,
    device blob NOT NULL,
    person blob NOT NULL,
    expires_at integer NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE audit (
    device blob NOT NULL,
    seq integer NOT NULL,
    head text NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (device, seq)
) STRICT;

CREATE TABLE attachments (
    sha256 text PRIMARY KEY,
    received integer NOT NULL,
    complete integer NOT NULL,
    device blob NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE attachment_chunks (
    sha256 text NOT NULL,
    start integer NOT NULL,
    bytes blob NOT NULL,
    PRIMARY KEY (sha256, start)
) STRICT;
