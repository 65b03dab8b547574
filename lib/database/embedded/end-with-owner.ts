import { askToStop } from './postmaster';

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Asks Postgres to stop when this process ends, however it ends short of kill -9. A process with signal handlers of its own
 * (a server that finishes its requests first) keeps them: it ends by process.exit or by having nothing left to do. One
 * without any would be ended by the signal at once, so here that signal stops Postgres first.
 * Returns how to take this back.
 */
export function endWithOwner(pid: number): () => void {
  const onExit = () => askToStop(pid);
  const onSignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return;
    // 'exit' asks Postgres; the code is what a shell reports for a process that a signal ended.
    process.exit(
      128 + (signal === 'SIGHUP' || signal === 'SIGINT' || signal === 'SIGTERM' ? signals[signal] : 0),
    );
  };
  process.on('exit', onExit);
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return () => {
    process.off('exit', onExit);
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  };
}
