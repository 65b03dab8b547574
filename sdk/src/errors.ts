/** What went wrong, told to `onError`; nothing of it reaches the application otherwise. */
export interface ClientError {
  readonly code:
    | 'INVALID_OPTIONS'
    | 'INVALID_CONTEXT'
    | 'CONFIGURATION_UNAVAILABLE'
    | 'CONFIGURATION_MALFORMED'
    | 'SENDING_FAILED'
    | 'REJECTED'
    | 'QUEUE_FULL'
    | 'STORAGE_FAILED'
    | 'CALLBACK_FAILED';
  readonly detail: string;
  readonly cause?: unknown;
}

export type Report = (code: ClientError['code'], detail: string, cause?: unknown) => void;

/** The error's own words. What an application throws may be anything, also an object that throws when looked at. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
