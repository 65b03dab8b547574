-- What a link named, which its person no longer says once that person is linked in turn: what undoing a link goes back to.
-- Null for links from before: they are taken to have named their person.
ALTER TABLE "identity_links" ADD COLUMN "named" TEXT;

-- Two ids of 512 characters are more than one entry of an index holds, so the person is read from the table. The new key is made
-- beside the old one: links wait for it, evaluations, exposures and events do not.
CREATE UNIQUE INDEX "identity_links_by_unit" ON "identity_links" ("environment_id", "unit_hash", "unit");
ALTER TABLE "identity_links" DROP CONSTRAINT "identity_links_pkey";
ALTER TABLE "identity_links" ADD CONSTRAINT "identity_links_pkey" PRIMARY KEY USING INDEX "identity_links_by_unit";
