-- The journal only grows (K2). What goes round these triggers is found by the chain.
CREATE TRIGGER "journal_refuses_update" BEFORE UPDATE ON "journal"
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER "journal_refuses_delete" BEFORE DELETE ON "journal"
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- INSERT OR REPLACE deletes without firing the trigger above.
CREATE TRIGGER "journal_refuses_replace" BEFORE INSERT ON "journal"
WHEN NEW."id" <= (SELECT max("id") FROM "journal")
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
