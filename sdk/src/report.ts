import { messageOf, type ClientError, type Report } from './errors';

/** Tells `onError`, whose own errors are nobody's. */
export function createReport(onError: ((error: ClientError) => void) | undefined): Report {
  return (code, detail, cause) => {
    try {
      onError?.({ code, detail, cause });
    } catch {
      // There is nobody left to tell.
    }
  };
}

/** Calls the application back; what it throws is reported, and stops nothing. */
export function createTell<Told>(callback: ((told: Told) => void) | undefined, report: Report): (told: Told) => void {
  return (told) => {
    try {
      callback?.(told);
    } catch (error) {
      report('CALLBACK_FAILED', `A callback failed: ${messageOf(error)}`, error);
    }
  };
}
