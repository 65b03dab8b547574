import { type RunnerTestFile, TestRunner } from 'vitest';
import { runCleanups } from './after-file';

/** A file whose preparation failed has no last test after which what it started would end. Files come here one by one. */
export default class CleaningRunner extends TestRunner {
  async onCollected(files: readonly RunnerTestFile[]): Promise<void> {
    if (files.some(({ result }) => result?.state === 'fail')) await runCleanups();
  }
}
