-- outside a transaction
-- Trails may be long, and every change writes into one: no index keeps it waiting.
DROP INDEX CONCURRENTLY IF EXISTS "audit_entries_workspace_id_id_idx";
CREATE INDEX CONCURRENTLY "audit_entries_workspace_id_id_idx" ON "audit_entries"("workspace_id", "id");
DROP INDEX CONCURRENTLY IF EXISTS "audit_entries_workspace_id_actor_id_idx";
CREATE INDEX CONCURRENTLY "audit_entries_workspace_id_actor_id_idx" ON "audit_entries"("workspace_id", "actor", "id");
DROP INDEX CONCURRENTLY IF EXISTS "audit_entries_workspace_id_subject_id_idx";
CREATE INDEX CONCURRENTLY "audit_entries_workspace_id_subject_id_idx" ON "audit_entries"("workspace_id", "subject", "id");
DROP INDEX CONCURRENTLY IF EXISTS "audit_entries_workspace_id_action_id_idx";
CREATE INDEX CONCURRENTLY "audit_entries_workspace_id_action_id_idx" ON "audit_entries"("workspace_id", "action", "id");
