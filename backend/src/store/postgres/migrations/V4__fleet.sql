-- Entries without effect, whole: a lost device does not take them along. Which is settled has a settlement;
-- its device is told until it says that it knows.
CREATE TABLE refused (
    op bytea PRIMARY KEY,
    device bytea NOT NULL,
    seq bigint NOT NULL,
    station text NOT NULL,
    entry text NOT NULL,
    result text NOT NULL,
    blocked_by bytea,
    refused_at bigint NOT NULL,
    settlement text NOT NULL DEFAULT '',
    settled_by bytea,
    settled_at bigint NOT NULL DEFAULT 0,
    replaced_by bytea,
    told bigint NOT NULL DEFAULT 1
);
CREATE INDEX refused_open ON refused (station, refused_at) WHERE settlement = '';
CREATE INDEX refused_of ON refused (device) WHERE settlement = '';
CREATE INDEX refused_behind ON refused (blocked_by, device, seq) WHERE settlement = '';
CREATE INDEX refused_untold ON refused (device, seq) WHERE told = 0;

-- When each device was last heard of, and what it said of itself.
CREATE TABLE contacts (
    device bytea PRIMARY KEY,
    at bigint NOT NULL,
    drift bigint,
    report text
);

-- Devices that may hold nothing any more.
CREATE TABLE revocations (
    device bytea PRIMARY KEY,
    how text NOT NULL,
    revoked_by bytea NOT NULL,
    revoked_at bigint NOT NULL,
    wiped_at bigint NOT NULL DEFAULT 0,
    destroyed bigint
);
