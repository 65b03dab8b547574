import { dropDatabase } from '../../lib/database/administration';
import { keyContext } from '../../lib/auth/key-context';
import { permissionsOf } from '../../lib/auth/permissions';
import { openDatabase, type Database } from '../../lib/database/client';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import { createAudience } from '../../lib/verbs/audiences/create-audience';
import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { createEnvironment } from '../../lib/verbs/environments/create-environment';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../lib/verbs/experiments/stop-experiment';
import { createHoldout } from '../../lib/verbs/holdouts/create-holdout';
import { keyScopes } from '../../lib/auth/permissions';
import { createKey } from '../../lib/verbs/keys/create-key';
import { rotateKey } from '../../lib/verbs/keys/rotate-key';
import { createLayer } from '../../lib/verbs/layers/create-layer';
import { inviteMember } from '../../lib/verbs/members/invite-member';
import { createMetricGroup } from '../../lib/verbs/metric-groups/create-metric-group';
import { createMetric } from '../../lib/verbs/metrics/create-metric';
import { createSource } from '../../lib/verbs/sources/create-source';
import { afterFile } from './after-file';
import { cloneDatabaseUrl } from './database';
import { joinWorkspace } from './people';
import { createWorkspace, experimentBody } from './workspace';

/** In every name of the fixture, so that what a stranger is given can be searched for it. */
export const mark = 'zebra';

/** A workspace with one of everything; whatever runs or ran, and all evidence, is in production. */
export interface VerbFixture {
  readonly database: Database;
  readonly environmentId: number;
  readonly connection: string;
  readonly rejectedId: string;
  /** Of a key of production while it is rotated. */
  readonly keyKey: string;
  /** Of a viewer. */
  readonly memberKey: string;
  /** Of an open invitation. */
  readonly invitationKey: string;
  /** Of a session of the member who calls. */
  readonly sessionId: string;
  readonly callers: Readonly<Record<Caller, Context>>;
}

/** Keys have all scopes that keys can have, but for the one that has none. */
export type Caller =
  'member' | 'workspace key' | 'production key' | 'staging key' | 'powerless key' | 'stranger';

export const query = 'select unit, at as "time", amount as "value" from orders';

/** Makes a fixture once; each call then gives a copy of its database, which takes a tenth of the time, and drops the one before. */
export async function verbFixtures(connection: string): Promise<() => Promise<VerbFixture>> {
  const url = await cloneDatabaseUrl();
  const made = openDatabase({ url, maxConnections: 5 });
  const original = await makeFixture(made, connection);
  await made.close();
  let used: Database | undefined;
  const endUsed = async () => {
    await used?.close();
    if (used !== undefined) await dropDatabase(used.url);
    used = undefined;
  };
  afterFile(endUsed);
  return async () => {
    await endUsed();
    const database = openDatabase({ url: await cloneDatabaseUrl(url), maxConnections: 5 });
    used = database;
    const over = (caller: Caller): Context => ({ ...original.callers[caller], database });
    return {
      ...original,
      database,
      callers: {
        member: over('member'),
        'workspace key': over('workspace key'),
        'production key': over('production key'),
        'staging key': over('staging key'),
        'powerless key': over('powerless key'),
        stranger: over('stranger'),
      },
    };
  };
}

async function makeFixture(database: Database, connection: string): Promise<VerbFixture> {
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
    const { key, token } = await createKey({
      ctx,
      input: { kind: 'secret', name: `${mark} key`, scopes: keyScopes, ...input },
    });
    return { key, ctx: await keyContext(database, `Bearer ${token}`) };
  };
  const production = await keyed({});
  const rotating = await keyed({});
  await rotateKey({ ctx, input: { key: rotating.key, version: 1 } });
  const member = await joinWorkspace(ctx, 'viewer', `${mark}@example.com`);
  const owner = await joinWorkspace(ctx, 'owner', `${mark}-owner@example.com`);
  const invitation = await inviteMember({ ctx, input: { email: `${mark}-2@example.com`, role: 'viewer' } });
  return {
    database,
    environmentId,
    connection,
    rejectedId: String(rejectedId),
    keyKey: rotating.key,
    memberKey: member.key,
    invitationKey: invitation.key,
    sessionId: await sessionOf(database, owner.userId),
    callers: {
      member: owner.ctx,
      'workspace key': (await keyed({ reach: 'workspace' })).ctx,
      'production key': production.ctx,
      'staging key': (await keyed({ environment: 'staging' })).ctx,
      'powerless key': (await keyed({ reach: 'workspace', scopes: [] })).ctx,
      stranger: asOwner(stranger.ctx),
    },
  };
}

async function sessionOf(database: Database, userId: string): Promise<string> {
  const id = `${mark}-session`;
  const expiresAt = new Date(Date.now() + 86_400_000);
  await database.prisma.session.create({ data: { id, token: `${id}-token`, userId, expiresAt } });
  return id;
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
  await createEnvironment({ ctx, input: { key: `${mark}-environment`, name } });
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
