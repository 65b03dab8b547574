/** A request whose headers can be added to. */
type SentRequest = Omit<RequestInit, 'headers'> & { readonly headers?: { readonly [name: string]: string } };

/** What a stream of changes works with. */
export interface StreamConnection {
  /** Sends a request with the key; rejects when there is no answer in time. */
  readonly send: (path: string, init?: SentRequest) => Promise<Response>;
  readonly platform: {
    /** A timer; returns what cancels it. */
    readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  };
}

/**
 * Follows the server's changes: calls `onChange` at each, with the ETag of the configuration where it was told; returns its
 * end. `@fairsplit/sdk/stream` exports the one there is.
 */
export type StartStream = (connection: StreamConnection, onChange: (etag?: string) => void) => () => void;
