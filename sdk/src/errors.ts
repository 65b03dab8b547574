import type { EvaluationErrorCode } from './evaluation';

/** What went wrong, told to `onError`; nothing of it reaches the application otherwise. */
export interface ClientError {
  readonly code:
    /** An evaluation ended in its default. */
    | EvaluationErrorCode
    /** The event was not understood and is not recorded. */
    | 'INVALID_EVENT'
    /** The server could not be asked, or had no usable answer; the last good configuration stays. */
    | 'CONFIGURATION_UNAVAILABLE'
    /** Exposures or events could not be sent, and will be sent again. */
    | 'SENDING_FAILED'
    /** The server took others and refused these. */
    | 'REJECTED'
    /** An exposure or event is lost: too many wait already, or the client is closed. */
    | 'QUEUE_FULL'
    | 'STORAGE_FAILED'
    /** A callback of the application threw. */
    | 'CALLBACK_FAILED';
  readonly detail: string;
  readonly cause?: unknown;
}

/** What is told is a text, or an error, which is the cause as well. */
export type Report = (code: ClientError['code'], told: unknown, cause?: unknown) => void;

/** What the work gives; where it throws that is reported, and there is nothing. */
export type Attempt = <Result>(code: ClientError['code'], work: () => Result) => Result | undefined;

/** The error's own words. What an application throws may be anything, also an object that throws when looked at. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return '';
  }
}
