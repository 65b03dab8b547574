import { afterAll } from 'vitest';
import { runCleanups } from './after-file';

// Registered before anything of the file, so it runs after all that the file registers.
afterAll(runCleanups);
