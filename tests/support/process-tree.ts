import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface ProcessNote {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** As Linux tells it; null for one that ended meanwhile. */
function noteOf(pid: number): ProcessNote | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything.
    const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** The process and all that descend from it, the root first. */
export function processTree(root: number): readonly number[] {
  const notes = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => noteOf(pid) ?? []);
  const found = [root];
  for (const parent of found) {
    found.push(...notes.filter((note) => note.parent === parent).map((note) => note.pid));
  }
  return found;
}

/** Sends the signal to every process of the tree; those that ended meanwhile are left out. */
export function signalTree(root: number, signal: NodeJS.Signals): readonly number[] {
  const pids = processTree(root);
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself.
    }
  }
  return pids;
}

/** A zombie has ended: it only waits to be collected. */
export async function waitUntilEnded(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 300_000;
  const alive = () => pids.filter((pid) => !['Z', 'X', undefined].includes(noteOf(pid)?.state));
  while (alive().length > 0) {
    if (Date.now() > deadline) throw new Error(`processes ${alive().join(', ')} do not end`);
    await sleep(5);
  }
}
