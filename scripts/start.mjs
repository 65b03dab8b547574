import process from 'node:process';
import { whenNpmEnds } from './end-with-npm.mjs';
import { endWith, installPackages, root } from './install.mjs';

/**
 * `npm run start`, `start:edge`, `start:worker`: prepares what git does not keep (packages, database client, the built
 * console) and then is the program itself, in this very process. A signal sent to it reaches the program, so that nothing
 * outlives it and keeps its port.
 */
const programs = {
  server: { run: () => import('../server.ts'), hasPages: true },
  edge: { run: () => import('../edge.ts'), hasPages: false },
  worker: { run: () => import('../worker.ts'), hasPages: false },
};

const [name = 'server'] = process.argv.slice(2);

try {
  const program = programs[name];
  if (program === undefined) {
    throw new Error(`There is no program "${name}". Choose one of: ${Object.keys(programs).join(', ')}.`);
  }
  whenNpmEnds(() => process.kill(process.pid, 'SIGTERM'));
  // Read by React and Next when they are loaded, and by lib/env.ts.
  process.env['NODE_ENV'] ||= 'production';
  process.env['NEXT_TELEMETRY_DISABLED'] ||= '1';
  await installPackages();
  const { generateClient } = await import('./generate.mjs');
  generateClient();
  await import('tsx');
  if (program.hasPages && process.env['NODE_ENV'] === 'production') await build();
  await program.run();
} catch (error) {
  endWith(error);
}

async function build() {
  const { buildIfStale } = await import('./build-if-stale.ts');
  await buildIfStale({ root, environment: process.env, report: (line) => console.log(line) });
}
