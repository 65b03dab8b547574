import type { TestProject } from 'vitest/node';
import { buildConsoleBeside } from './console-build';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file that says how the build of the console ended. */
    readonly consoleBuild: string;
  }
}

/** The console is built while tests run that need none; `startConsole` waits for it. */
export default function setUp(project: TestProject): () => Promise<void> {
  const { outcomeFile, end } = buildConsoleBeside();
  project.provide('consoleBuild', outcomeFile);
  return end;
}
