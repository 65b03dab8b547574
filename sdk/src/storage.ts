/**
 * Where the client keeps what should survive a restart: texts under names. Either all synchronous, so that a page has its
 * last configuration before it first draws, or with promises. Failures are reported and otherwise ignored.
 */
export interface ClientStorage {
  /** The text, or null when there is none. */
  readonly get: (name: string) => string | null | Promise<string | null>;
  /** Null removes the text. */
  readonly set: (name: string, text: string | null) => void | Promise<void>;
}
