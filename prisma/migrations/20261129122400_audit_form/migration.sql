-- How the entry is written down to be hashed. Those that are there keep form 1.
ALTER TABLE "audit_entries" ADD COLUMN "form" SMALLINT NOT NULL DEFAULT 1;

-- An audit trail only grows. By row for deletions, also those that a workspace's would bring; by statement for TRUNCATE.
CREATE FUNCTION "refuse_deletion"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "audit_entries_kept" BEFORE DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_deletion"();
CREATE TRIGGER "audit_entries_not_truncated" BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_deletion"();
