-- The journal only grows (K2). What goes round these triggers is found by the chain.
CREATE FUNCTION "journal_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END;
$$;

CREATE TRIGGER "journal_refuses_change" BEFORE UPDATE OR DELETE ON "journal"
FOR EACH ROW EXECUTE FUNCTION "journal_is_append_only"();

CREATE TRIGGER "journal_refuses_truncate" BEFORE TRUNCATE ON "journal"
FOR EACH STATEMENT EXECUTE FUNCTION "journal_is_append_only"();
