import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildSdk } from '../../scripts/build-sdk.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** A package that has installed the packed SDK as any application would. */
    readonly sdkConsumer: string;
    /** Of the browser core. */
    readonly sdkGzippedBytes: number;
  }
}

/** Builds the SDK once, packs it, and installs the tarball; tests use what a user of npm gets. */
export default async function setUp(project: TestProject): Promise<void> {
  const root = path.resolve(import.meta.dirname, '../..');
  const { gzippedBytes } = await buildSdk();
  console.log(`The SDK's browser core is ${gzippedBytes} bytes gzipped.`);
  const consumer = path.join(root, '.cache', 'sdk-consumer');
  rmSync(consumer, { recursive: true, force: true });
  mkdirSync(consumer, { recursive: true });
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
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
  project.provide('sdkGzippedBytes', gzippedBytes);
}
