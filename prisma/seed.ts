import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { permissionsOfKey } from '../lib/auth/keys-ring';
import { permissionsOf } from '../lib/auth/permissions';
import type { Database } from '../lib/database/client';
import { env } from '../lib/env';
import { runAnalysis } from '../lib/verbs/analysis/run-analysis';
import { wholeWorkspace, type Context } from '../lib/auth/context';
import { createExperiment } from '../lib/verbs/experiments/create-experiment';
import { parseRunConfiguration } from '../lib/model/run-configuration';
import { startExperiment } from '../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../lib/verbs/experiments/stop-experiment';
import { createEvidence } from '../lib/evidence/create-evidence';
import { createIngestion } from '../lib/ingestion/ingestion';
import type { IngestionContext } from '../lib/ingestion/ingestion-context';
import { setUpWorkspace } from '../lib/verbs/members/set-up-workspace';
import { createMetric } from '../lib/verbs/metrics/create-metric';
import { arriveInTime } from './demo/arrive-in-time';
import { demoExperiments, type DemoExperiment } from './demo/demo-experiments';
import { demoMetrics, demoMetricUses } from './demo/demo-metrics';
import { sendDemoTraffic } from './demo/demo-traffic';

const dayMs = 86_400_000;

const accountSchema = z.object({ email: z.string(), password: z.string() });

/** How to sign in to the demo workspace. The password is made for this installation and kept beside its data. */
export type DemoAccount = z.output<typeof accountSchema>;

/**
 * Fills an empty database with a demo workspace; a database with an account in it is left as it is. Null: it has an
 * account that this seed did not make. `onProgress` is told what is being filled, and how much of all that is, 0 to 1.
 */
export async function seedDemo(
  database: Database,
  onProgress: (experiment: string, share: number) => void = () => undefined,
): Promise<DemoAccount | null> {
  const file = path.join(env().dataDirectory, 'demo-account.json');
  if ((await database.prisma.user.count()) > 0) return readAccount(file);
  const account = { email: 'demo@example.com', password: randomBytes(9).toString('base64url') };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(account), { mode: 0o600 });
  const { workspaceId, userId } = await setUpWorkspace({
    database,
    now: () => new Date(),
    input: { name: 'Demo owner', ...account, workspace: 'Demo shop', timeZone: 'UTC' },
  });
  const ctx: Context = {
    workspaceId,
    actor: {
      kind: 'member',
      id: userId,
      label: 'Demo owner',
      permissions: permissionsOf('owner'),
      reach: wholeWorkspace,
    },
    database,
    now: () => new Date(),
  };
  for (const metric of demoMetrics) await createMetric({ ctx, input: metric });
  const visitors = demoExperiments.map(({ traffic }) => traffic?.units ?? 0);
  const all = visitors.reduce((sum, units) => sum + units, 0);
  let before = 0;
  for (const [index, experiment] of demoExperiments.entries()) {
    const units = visitors[index] ?? 0;
    const onSent = (share: number) => onProgress(experiment.name, (before + share * units) / all);
    await seedExperiment(ctx, experiment, onSent);
    before += units;
  }
  return account;
}

async function readAccount(file: string): Promise<DemoAccount | null> {
  try {
    return accountSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

async function seedExperiment(
  ctx: Context,
  demo: DemoExperiment,
  onSent: (share: number) => void,
): Promise<void> {
  const { key, name, hypothesis, valueType, variants, plannedUnits, plannedDays, traffic } = demo;
  const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
  const then = (days: number): Context => ({ ...ctx, now: () => daysAgo(days) });
  await createExperiment({
    ctx: then((traffic?.startedDaysAgo ?? 0) + 1),
    input: {
      key,
      name,
      hypothesis,
      valueType,
      variants,
      metrics: demoMetricUses,
      plan: { plannedUnits, plannedDays },
    },
  });
  if (traffic === null) return;
  await startExperiment({ ctx: then(traffic.startedDaysAgo), input: { key } });
  const run = await ctx.database.prisma.run.findFirstOrThrow({
    where: { experiment: { key, workspaceId: ctx.workspaceId } },
  });
  const assignable = { ...parseRunConfiguration(run.configuration), key, run: run.number, salt: run.salt };
  const period = { from: run.startedAt, to: daysAgo(traffic.stoppedDaysAgo ?? 0) };
  await sendDemoTraffic(ingestionContext(ctx, run.environmentId), assignable, demo, period, onSent);
  if (traffic.stoppedDaysAgo !== null) {
    await stopExperiment({ ctx: then(traffic.stoppedDaysAgo), input: { key } });
  }
  await arriveInTime(ctx.database);
  await runAnalysis({ ctx, input: { key } });
}

function ingestionContext(ctx: Context, environmentId: number): IngestionContext {
  const permissions = permissionsOfKey({ kind: 'secret', scopes: ['data:write'] });
  const actor = {
    kind: 'system',
    id: 'demo',
    label: 'the demo',
    permissions,
    reach: wholeWorkspace,
  } as const;
  return { ...ctx, actor, environmentId, ingestion: createIngestion(createEvidence(ctx.database).write) };
}
