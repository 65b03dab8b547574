/**
 * Runs the work one at a time. A call during a run waits for a run that begins after it, which all such calls share: so
 * whoever awaits it sees what was there when they called, and a hundred notifications make two loads.
 */
export function createQueueOfOne<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  let next: Promise<Result> | null = null;
  const run = (): Promise<Result> => {
    running = work().finally(() => (running = null));
    return running;
  };
  const runNext = () => {
    next = null;
    return run();
  };
  return () => {
    if (running === null) return run();
    next ??= running.then(runNext, runNext);
    return next;
  };
}
