-- Whose a refused item is: senders share the room for them. A column without a default is no rewrite.
ALTER TABLE "rejected_events" ADD COLUMN     "sender" TEXT;
