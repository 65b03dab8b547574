-- Takes the index that was built beforehand: nothing is read or written anew.
ALTER TABLE "identity_links" DROP CONSTRAINT "identity_links_pkey";
ALTER TABLE "identity_links" ADD CONSTRAINT "identity_links_pkey" PRIMARY KEY USING INDEX "identity_links_by_unit";
