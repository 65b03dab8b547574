import { processDatabase } from '../auth/process-database';

/** A session as better-auth hands it to what runs after it was stored. */
export interface StoredSession {
  readonly id: string;
  readonly userId: string;
  readonly ipAddress?: string | null | undefined;
}

/** Where sign-ins are recorded. */
export const signInRecords = () => ({ database: processDatabase(), now: () => new Date() });
