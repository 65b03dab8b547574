/** Thrown where something took too long; the work itself may still go on, and what it gives is ignored. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The work's outcome, or a DeadlineError after `timeoutMs`. */
export function withDeadline<Result>(
  work: Promise<Result>,
  timeoutMs: number,
  subject: string,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DeadlineError(`${subject} took longer than ${timeoutMs} ms`)),
      timeoutMs,
    );
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
