CREATE TABLE meta (name text PRIMARY KEY, number bigint NOT NULL, content text);
INSERT INTO meta (name, number) VALUES ('change_seq', 0);

-- Every synced thing, whole. `scopes` names the numbers of the scopes that hold it, sorted.
CREATE TABLE entities (
    kind text NOT NULL,
    id bytea NOT NULL,
    version bigint NOT NULL,
    seq bigint NOT NULL,
    scopes text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Which things follow which: a voucher its passenger, a trip its flights.
CREATE TABLE links (
    target bytea NOT NULL,
    kind text NOT NULL,
    id bytea NOT NULL,
    PRIMARY KEY (target, kind, id)
);

-- `row_sum` is the wrapping sum of the protocol's checksum.
CREATE TABLE scopes (
    id bigint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    row_count bigint NOT NULL,
    row_sum bigint NOT NULL
);

-- A thing has one number of the sequence at a time, so the number finds its row in each scope.
CREATE TABLE scope_rows (
    scope bigint NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    id bytea NOT NULL,
    version bigint NOT NULL,
    gone bigint NOT NULL,
    PRIMARY KEY (scope, seq)
);

-- What became of every entry of every queue. One effect per `op` is a constraint, not a hope.
CREATE TABLE entries (
    device bytea NOT NULL,
    seq bigint NOT NULL,
    op bytea NOT NULL UNIQUE,
    hash text NOT NULL,
    lane text NOT NULL,
    kind text NOT NULL,
    actor bytea NOT NULL,
    outcome text NOT NULL,
    result text NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (device, seq)
);

-- What holds up a lane: few rows, asked for with every entry.
CREATE INDEX entries_held_up ON entries (device, lane, seq) WHERE outcome IN ('rejected', 'blocked');

CREATE TABLE users (
    id bytea PRIMARY KEY,
    badge text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    role_epoch bigint NOT NULL,
    station text NOT NULL,
    pin_hash text NOT NULL
);

CREATE TABLE wrong_tries (badge text NOT NULL, at bigint NOT NULL);
CREATE INDEX wrong_tries_of ON wrong_tries (badge, at);

CREATE TABLE devices (
    id bytea PRIMARY KEY,
    kind text NOT NULL,
    station text NOT NULL,
    device_key text NOT NULL,
    last_seq bigint NOT NULL
);

-- Only the hash: who reads this table cannot act as anybody.
CREATE TABLE tokens (
    hash bytea PRIMARY KEY,
    device bytea NOT NULL,
    person bytea NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE audit (
    device bytea NOT NULL,
    seq bigint NOT NULL,
    head text NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (device, seq)
);

CREATE TABLE attachments (
    sha256 text PRIMARY KEY,
    received bigint NOT NULL,
    complete bigint NOT NULL,
    device bytea NOT NULL
);

CREATE TABLE attachment_chunks (
    sha256 text NOT NULL,
    start bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (sha256, start)
);
