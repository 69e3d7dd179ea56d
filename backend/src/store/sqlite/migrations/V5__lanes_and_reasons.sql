-- Further lanes of entries without effect: what was refused holds up all of its lanes, not its own alone.
CREATE TABLE further_lanes (
    device blob NOT NULL,
    lane text NOT NULL,
    seq integer NOT NULL,
    PRIMARY KEY (device, lane, seq)
) WITHOUT ROWID, STRICT;

-- Why a device was withdrawn, and why a refused entry was given up.
ALTER TABLE revocations ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE refused ADD COLUMN reason text NOT NULL DEFAULT '';
