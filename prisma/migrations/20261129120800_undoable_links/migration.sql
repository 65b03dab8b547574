-- What a link named, which its person no longer says once that person is linked in turn: what undoing a link goes back to.
-- Null for links from before: they are taken to have named their person.
ALTER TABLE "identity_links" ADD COLUMN "named" TEXT;
