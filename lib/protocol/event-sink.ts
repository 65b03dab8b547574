/** The way to one client that reads server-sent events. */
export interface EventSink {
  /** Sends text as it is, in the form of server-sent events. False: the client reads too slowly and is to be let go. */
  readonly send: (text: string) => boolean;
  /** Whether the client has taken everything that it was sent. */
  readonly isIdle: () => boolean;
  readonly end: () => void;
}
