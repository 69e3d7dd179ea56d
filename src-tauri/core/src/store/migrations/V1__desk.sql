-- What is shown: the server's rows with the effects of pending entries on top.
CREATE TABLE rows (
    no      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    id      BLOB NOT NULL,
    version INTEGER NOT NULL, -- the server's; 0 for a row that only this device has
    body    TEXT NOT NULL,
    UNIQUE (kind, id)
);

-- The server's value beneath a row that a pending entry changed; no body: the server has none.
CREATE TABLE bases (
    kind    TEXT NOT NULL,
    id      BLOB NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Rows by what they belong to: a passenger's cases, a flight's manifest, a day's flights.
CREATE TABLE links (
    parent BLOB NOT NULL,
    kind   TEXT NOT NULL,
    sort   INTEGER NOT NULL,
    row    INTEGER NOT NULL,
    PRIMARY KEY (parent, kind, sort, row)
) WITHOUT ROWID;

-- Passengers by any number: PNR, e-ticket, loyalty, passport, bag tag.
CREATE TABLE numbers (
    number    TEXT NOT NULL,
    what      TEXT NOT NULL,
    passenger BLOB NOT NULL,
    row       INTEGER NOT NULL,
    PRIMARY KEY (number, what, passenger, row)
) WITHOUT ROWID;

-- Passengers by name; rowid is rows.no. Those who depart from here today are in both.
CREATE VIRTUAL TABLE names USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
CREATE VIRTUAL TABLE names_today USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
INSERT INTO names (names, rank) VALUES ('secure-delete', 1);
INSERT INTO names_today (names_today, rank) VALUES ('secure-delete', 1);

CREATE TABLE scopes (
    no       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    place    INTEGER NOT NULL, -- most urgent first
    through  INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    total    INTEGER NOT NULL DEFAULT 0,
    bytes    INTEGER NOT NULL DEFAULT 0,
    count    INTEGER NOT NULL DEFAULT 0,
    sum      TEXT NOT NULL DEFAULT '0'
);

-- Which rows a scope holds, at which of the server's versions.
CREATE TABLE members (
    scope   INTEGER NOT NULL,
    row     INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (scope, row)
) WITHOUT ROWID;
CREATE INDEX members_by_row ON members (row);

CREATE TABLE queue (
    seq          INTEGER PRIMARY KEY,
    op           BLOB NOT NULL UNIQUE,
    lane         TEXT NOT NULL,
    state        TEXT NOT NULL,
    overlaid     INTEGER NOT NULL, -- its effect is replayed over the server's rows
    entry        TEXT NOT NULL,
    about        TEXT NOT NULL,
    passenger    BLOB,
    attempts     INTEGER NOT NULL DEFAULT 0,
    settled_at   INTEGER,          -- the server's change sequence after its effects
    reason       TEXT,
    server_state TEXT,
    blocked_by   BLOB,
    reported     INTEGER NOT NULL DEFAULT 1 -- 0: the backend must hear that a person settled it
);
CREATE INDEX queue_by_state ON queue (state, seq);
CREATE INDEX queue_by_lane ON queue (lane, seq);
CREATE INDEX queue_overlaid ON queue (seq) WHERE overlaid = 1;

-- Which rows an overlaid entry changed.
CREATE TABLE touches (
    kind TEXT NOT NULL,
    id   BLOB NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (kind, id, seq)
) WITHOUT ROWID;
CREATE INDEX touches_by_seq ON touches (seq);

CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY,
    record TEXT NOT NULL,
    head   TEXT NOT NULL,
    sent   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX audit_unsent ON audit (seq) WHERE sent = 0;

CREATE TABLE attachments (
    sha256     TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    content    BLOB NOT NULL,
    uploaded   INTEGER NOT NULL DEFAULT 0, -- bytes
    done       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
