import { TestRunner } from 'vitest';
import { runCleanups } from './after-file';

/** A file whose preparation failed has no last test after which what it started would end: it ends when the process has run its files. */
export default class CleaningRunner extends TestRunner {
  override async onAfterRunFiles(): Promise<void> {
    super.onAfterRunFiles();
    await runCleanups();
  }
}
