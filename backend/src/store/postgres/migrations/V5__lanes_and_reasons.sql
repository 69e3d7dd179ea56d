-- Further lanes of entries without effect: what was refused holds up all of its lanes, not its own alone.
CREATE TABLE further_lanes (
    device bytea NOT NULL,
    lane text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (device, lane, seq)
);

-- Why a device was withdrawn, and why a refused entry was given up.
ALTER TABLE revocations ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE refused ADD COLUMN reason text NOT NULL DEFAULT '';
