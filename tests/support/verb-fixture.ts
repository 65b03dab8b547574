import { keyContext } from '../../lib/auth/key-context';
import { permissionsOf } from '../../lib/auth/permissions';
import type { Database } from '../../lib/database/client';
import { runAnalysis } from '../../lib/services/analysis/run-analysis';
import { createAudience } from '../../lib/services/audiences/create-audience';
import { wholeWorkspace, type Context } from '../../lib/services/context';
import { createExperiment } from '../../lib/services/experiments/create-experiment';
import { startExperiment } from '../../lib/services/experiments/start-experiment';
import { stopExperiment } from '../../lib/services/experiments/stop-experiment';
import { createHoldout } from '../../lib/services/holdouts/create-holdout';
import { createKey, keyScopes } from '../../lib/services/keys/create-key';
import { createLayer } from '../../lib/services/layers/create-layer';
import { createMetricGroup } from '../../lib/services/metric-groups/create-metric-group';
import { createMetric } from '../../lib/services/metrics/create-metric';
import { createSource } from '../../lib/services/sources/create-source';
import { createWorkspace, experimentBody } from './workspace';

/** In every name of the fixture, so that what a stranger is given can be searched for it. */
export const mark = 'zebra';

/** A workspace with one of everything; whatever runs or ran, and all evidence, is in production. */
export interface VerbFixture {
  readonly database: Database;
  readonly environmentId: number;
  readonly connection: string;
  readonly rejectedId: string;
  readonly keyId: string;
  readonly callers: Readonly<Record<Caller, Context>>;
}

/** Keys have all scopes that keys can have, but for the one that has none. */
export type Caller =
  'member' | 'workspace key' | 'production key' | 'staging key' | 'powerless key' | 'stranger';

export const query = 'select unit, at as "time", amount as "value" from orders';

export async function verbFixture(database: Database, connection: string): Promise<VerbFixture> {
  const { ctx, environmentId } = await createWorkspace(database);
  await setUp(ctx, connection);
  const { id: rejectedId } = await database.prisma.rejectedEvent.create({
    data: {
      environmentId,
      kind: 'EVENT',
      code: 'INVALID_NAME',
      detail: 'no name',
      body: `{"unit":"${mark}"}`,
    },
  });
  const stranger = await createWorkspace(database, 'Elsewhere');
  const keyed = async (input: object) => {
    const { key, id } = await createKey({
      ctx,
      input: { kind: 'secret', name: `${mark} key`, scopes: keyScopes, ...input },
    });
    return { id, ctx: await keyContext(database, `Bearer ${key}`) };
  };
  const production = await keyed({});
  return {
    database,
    environmentId,
    connection,
    rejectedId: String(rejectedId),
    keyId: production.id,
    callers: {
      member: asOwner(ctx),
      'workspace key': (await keyed({ reach: 'workspace' })).ctx,
      'production key': production.ctx,
      'staging key': (await keyed({ environment: 'staging' })).ctx,
      'powerless key': (await keyed({ reach: 'workspace', scopes: [] })).ctx,
      stranger: asOwner(stranger.ctx),
    },
  };
}

function asOwner(ctx: Context): Context {
  const permissions = permissionsOf('owner');
  return {
    ...ctx,
    actor: { kind: 'member', id: 'owner', label: 'Owner', permissions, reach: wholeWorkspace },
  };
}

async function setUp(ctx: Context, connection: string): Promise<void> {
  const definition = {
    version: 2,
    event: 'order',
    window: { startHours: 0, lengthHours: 24, mustBeComplete: false },
  };
  const metric = `${mark}-orders`;
  const name = mark;
  await createMetric({ ctx, input: { key: metric, name, kind: 'count', definition } });
  await createMetric({ ctx, input: { key: `${mark}-unused`, name, kind: 'count', definition } });
  const metrics = [{ metric, role: 'success' }];
  await createMetricGroup({ ctx, input: { key: `${mark}-group`, name, metrics } });
  await createLayer({ ctx, input: { key: `${mark}-layer`, name } });
  await createAudience({ ctx, input: { key: `${mark}-audience`, name, rule: { all: [] } } });
  await createSource({ ctx, input: { key: `${mark}-source`, name, connection, sql: query } });
  for (const key of [`${mark}-draft`, `${mark}-running`, `${mark}-ended`]) {
    await createExperiment({
      ctx,
      input: experimentBody({ key, name, layer: { key: `${mark}-layer`, share: 0.1 } }),
    });
    if (key !== `${mark}-draft`) await startExperiment({ ctx, input: { key } });
    if (key !== `${mark}-draft`) await runAnalysis({ ctx, input: { key } });
  }
  await stopExperiment({ ctx, input: { key: `${mark}-ended` } });
  // After the runs have begun, so that none keeps its units out and it can be released.
  await createHoldout({ ctx, input: { key: `${mark}-holdout`, name, share: 0.1 } });
}
