import os from 'node:os';
import { register } from 'tsx/esm/api';

/** On Linux a priority is a thread's own; elsewhere it would be the whole process's. */
const LESS_THAN_REQUESTS = 10;

// Before anything is loaded: that takes longer than many an export, and requests are answered meanwhile.
if (os.platform() === 'linux') os.setPriority(LESS_THAN_REQUESTS);

// A thread does not take over what loads TypeScript, so it begins with that.
register();
await import('./unit-file-thread.ts');
