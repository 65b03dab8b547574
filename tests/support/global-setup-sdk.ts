import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A package that has installed the packed SDK as any application would. */
    readonly sdkConsumer: string;
  }
}

/** Packs the SDK, which builds it, and installs the tarball; tests use what a user of npm gets. */
export default function setUp(project: TestProject): void {
  const root = path.resolve(import.meta.dirname, '../..');
  // What an earlier build left must not stand in for what packing builds.
  rmSync(path.join(root, 'sdk', 'dist'), { recursive: true, force: true });
  const consumer = path.join(root, '.cache', 'sdk-consumer');
  rmSync(consumer, { recursive: true, force: true });
  mkdirSync(consumer, { recursive: true });
  const npm = (cwd: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
    if (status === 0) return;
    // Said here too: the runner may lose the message of what fails before the first test.
    process.stderr.write(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
    throw new Error(`npm ${args.join(' ')} failed: ${stdout}${stderr}`);
  };
  npm(path.join(root, 'sdk'), 'pack', '--silent', '--pack-destination', consumer);
  writeFileSync(path.join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  npm(
    consumer,
    'install',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--legacy-peer-deps',
    './fairsplit-sdk-0.1.0.tgz',
  );
  project.provide('sdkConsumer', consumer);
}
