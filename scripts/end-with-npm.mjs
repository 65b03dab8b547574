import process from 'node:process';

const LOOK_MS = 200;

/**
 * Calls `stop` when the process that started this one is gone. npm runs a script through a shell and passes signals on to
 * that shell alone; some shells end without passing them further, and the program would go on and keep its port.
 */
export function whenNpmEnds(stop) {
  // Windows neither passes signals on nor gives an orphan another parent.
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_MS);
  timer.unref();
}
