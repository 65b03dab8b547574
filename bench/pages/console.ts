import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, dropDatabase } from '../../lib/database/administration';
import type { Database } from '../../lib/database/client';
import { migrate } from '../../lib/database/migrate';
import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { permissions } from '../../lib/auth/permissions';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { createKey } from '../../lib/verbs/keys/create-key';
import { setUpWorkspace } from '../../lib/verbs/members/set-up-workspace';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { makeEvidence, type EvidenceSize } from '../evidence';
import { startProgram } from '../serving/children';
import { withDatabase } from '../with-database';

const account = { email: 'bench@example.org', password: 'a long password for the bench' };

/** What the pages are asked for, and how. */
export interface FilledConsole {
  readonly url: string;
  /** Of a person who is signed in. */
  readonly cookie: string;
  /** A secret key that may read results. */
  readonly key: string;
  readonly end: () => Promise<void>;
}

/**
 * The whole product over a database of its own, with one experiment of that much evidence, analysed at a look of its
 * plan. A database each, so that nothing which reads a whole table can cost both experiments the same.
 */
export async function startFilledConsole(databaseUrl: string, size: EvidenceSize): Promise<FilledConsole> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-bench-pages-'));
  const clear = async () => {
    await dropDatabase(databaseUrl);
    rmSync(directory, { recursive: true, force: true });
  };
  await createDatabase(databaseUrl);
  try {
    return await serve(databaseUrl, directory, size, clear);
  } catch (error) {
    await clear();
    throw error;
  }
}

async function serve(
  databaseUrl: string,
  directory: string,
  size: EvidenceSize,
  clear: () => Promise<void>,
): Promise<FilledConsole> {
  await migrate({ url: databaseUrl });
  const key = await withDatabase(databaseUrl, (database) => fill(database, size));
  const server = await startProgram(['--import', 'tsx', 'server.ts'], {
    DATABASE_URL: databaseUrl,
    FAIRSPLIT_DATA_DIRECTORY: directory,
    FAIRSPLIT_SECRET: 'a secret that only this bench uses, long enough',
    // An analysis that the schedule starts would be measured along with the page.
    FAIRSPLIT_JOBS: 'off',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const url = `http://127.0.0.1:${String(server.port)}`;
  const cookie = await signIn(url).catch(async (error: unknown) => {
    await server.end();
    throw error;
  });
  return {
    url,
    cookie,
    key,
    end: async () => {
      await server.end();
      await clear();
    },
  };
}

async function fill(database: Database, size: EvidenceSize): Promise<string> {
  const now = () => new Date();
  const { workspaceId } = await setUpWorkspace({
    database,
    now,
    input: { name: 'Bench', workspace: 'Bench', ...account },
  });
  const ctx: Context = {
    workspaceId,
    actor: {
      kind: 'system',
      id: 'bench',
      label: 'the bench',
      permissions: new Set(permissions),
      reach: wholeWorkspace,
    },
    database,
    now,
  };
  await createMetrics(ctx);
  await createExperiment({
    ctx,
    input: {
      key: 'checkout',
      name: 'Checkout',
      variants: [
        { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
        { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
      ],
      metrics: ['visits', 'spend', 'signed-up'].map((metric) => ({ metric, role: 'success' })),
      plan: { looks: 1, plannedUnits: size.units },
    },
  });
  await startExperiment({ ctx, input: { key: 'checkout' } });
  await makeEvidence(database.pool, size);
  const { lookNumber, result } = await runAnalysis({
    ctx,
    input: { key: 'checkout', segments: ['country'] },
  });
  const units = result.variants.reduce((sum, variant) => sum + variant.units, 0);
  if (lookNumber !== 1 || units !== size.units) {
    throw new Error(`The analysis is no look at ${String(size.units)} units: it has ${String(units)}.`);
  }
  await database.pool.query('vacuum analyze');
  return (await createKey({ ctx, input: { kind: 'secret', reach: 'workspace', name: 'bench' } })).token;
}

async function createMetrics(ctx: Context): Promise<void> {
  const week = { startHours: 0, lengthHours: 168, mustBeComplete: false };
  const metric = (key: string, kind: string, event: string, more: object) =>
    createMetric({
      ctx,
      input: {
        key,
        name: key,
        kind,
        definition: { version: 2, event, where: [], window: week, covariate: null, ...more },
      },
    });
  await metric('visits', 'count', 'view', { winsorisation: null });
  await metric('spend', 'sum', 'purchase', {
    winsorisation: null,
    covariate: { lengthHours: 672, term: null },
  });
  await metric('signed-up', 'proportion', 'signup', {});
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(account),
  });
  if (!response.ok) throw new Error(`Nobody could sign in: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
