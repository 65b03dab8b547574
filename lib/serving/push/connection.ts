/** The way to one client that reads server-sent events. */
export interface EventSink {
  /** Sends text as it is, in the form of server-sent events. False: the client reads too slowly and is to be let go. */
  readonly send: (text: string) => boolean;
  readonly end: () => void;
}

/** Begins to send to a client; the function that it gives back is called once, when the connection has ended. */
export type Connect = (sink: EventSink) => () => void;
