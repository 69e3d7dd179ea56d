-- Entries without effect, whole: a lost device does not take them along. Which is settled has a settlement;
-- its device is told until it says that it knows.
CREATE TABLE refused (
    op blob PRIMARY KEY,
    device blob NOT NULL,
    seq integer NOT NULL,
    station text NOT NULL,
    entry text NOT NULL,
    result text NOT NULL,
    blocked_by blob,
    refused_at integer NOT NULL,
    settlement text NOT NULL DEFAULT '',
    settled_by blob,
    settled_at integer NOT NULL DEFAULT 0,
    replaced_by blob,
    told integer NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX refused_open ON refused (station, refused_at) WHERE settlement = '';
CREATE INDEX refused_of ON refused (device) WHERE settlement = '';
CREATE INDEX refused_behind ON refused (blocked_by, device, seq) WHERE settlement = '';
CREATE INDEX refused_untold ON refused (device, seq) WHERE told = 0;

-- When each device was last heard of, and what it said of itself.
CREATE TABLE contacts (
    device blob PRIMARY KEY,
    at integer NOT NULL,
    drift integer,
    report text
) WITHOUT ROWID, STRICT;

-- Devices that may hold nothing any more.
CREATE TABLE revocations (
    device blob PRIMARY KEY,
    how text NOT NULL,
    revoked_by blob NOT NULL,
    revoked_at integer NOT NULL,
    wiped_at integer NOT NULL DEFAULT 0,
    destroyed integer
) WITHOUT ROWID, STRICT;
