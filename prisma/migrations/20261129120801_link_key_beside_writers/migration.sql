-- outside a transaction
-- Two ids of 512 characters are more than one entry of an index holds, so the person is read from the table. The new key is
-- built beside the old one, while links go on.
DROP INDEX CONCURRENTLY IF EXISTS "identity_links_by_unit";
CREATE UNIQUE INDEX CONCURRENTLY "identity_links_by_unit" ON "identity_links" ("environment_id", "unit_hash", "unit");
