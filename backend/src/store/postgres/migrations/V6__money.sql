-- The books. The legs of a posting come first and its own row last, which closes it: a posting that does not balance
-- in every currency cannot be closed, one that is not closed cannot be committed, and what is closed never changes.
CREATE TABLE postings (
    id bytea PRIMARY KEY,
    what text NOT NULL,
    source_kind text NOT NULL,
    source bytea NOT NULL,
    version bigint NOT NULL,
    op bytea,
    at bigint NOT NULL
);
CREATE INDEX postings_of ON postings (source_kind, source);
CREATE INDEX postings_by ON postings (op) WHERE op IS NOT NULL;

-- A debit is positive, a credit negative, in minor units.
CREATE TABLE legs (
    posting bytea NOT NULL REFERENCES postings (id) DEFERRABLE INITIALLY DEFERRED,
    account text NOT NULL,
    currency text NOT NULL,
    minor bigint NOT NULL CHECK (minor <> 0),
    PRIMARY KEY (posting, account, currency)
);
CREATE INDEX legs_of ON legs (account, currency);

CREATE FUNCTION posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM legs WHERE posting = NEW.id GROUP BY currency HAVING SUM(minor) <> 0)
       OR (SELECT COUNT(*) FROM legs WHERE posting = NEW.id) < 2 THEN
        RAISE EXCEPTION 'posting_unbalanced';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posting_balances BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION posting_balances();

CREATE FUNCTION leg_of_a_closed_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM postings WHERE id = NEW.posting) THEN
        RAISE EXCEPTION 'posting_closed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leg_of_a_closed_posting BEFORE INSERT ON legs FOR EACH ROW EXECUTE FUNCTION leg_of_a_closed_posting();

CREATE FUNCTION it_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'it_stays';
END $$;
CREATE TRIGGER postings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION it_stays();
CREATE TRIGGER legs_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON legs FOR EACH STATEMENT EXECUTE FUNCTION it_stays();

-- What goes through the processor. The id is the key under which the processor does it once.
CREATE TABLE payments (
    id bytea PRIMARY KEY,
    way text NOT NULL,
    source bytea NOT NULL,
    charge bytea NOT NULL,
    token text NOT NULL,
    currency text NOT NULL,
    minor bigint NOT NULL CHECK (minor > 0),
    state text NOT NULL,
    code text NOT NULL DEFAULT '',
    attempts bigint NOT NULL DEFAULT 0,
    due_at bigint NOT NULL,
    made_at bigint NOT NULL
);
CREATE INDEX payments_due ON payments (due_at) WHERE state IN ('wanted', 'authorising', 'authorised', 'capturing', 'refunding');

-- Every state in which a payment ever was.
CREATE TABLE payment_states (
    payment bytea NOT NULL REFERENCES payments (id) DEFERRABLE INITIALLY DEFERRED,
    nth bigint NOT NULL,
    state text NOT NULL,
    code text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (payment, nth)
);
CREATE TRIGGER payment_states_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_states
    FOR EACH STATEMENT EXECUTE FUNCTION it_stays();

-- Notices of the processor that were heard, so that one that comes twice is heard once.
CREATE TABLE notices (id text PRIMARY KEY, at bigint NOT NULL);
