import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wholeWorkspace } from '../../lib/auth/context';
import { createEvidence } from '../../lib/evidence/create-evidence';
import { createSnapshots } from '../../lib/evidence/postgres/read/snapshots';
import { proofStatement } from '../../lib/exports/proof-statement';
import { createIngestion } from '../../lib/ingestion/ingestion';
import { recordEvents } from '../../lib/ingestion/record-events';
import { recordIdentities } from '../../lib/ingestion/record-identities';
import type { MeasuredMetric } from '../../lib/evidence/read';
import { cloneDatabase } from '../support/database';
import { makeEnvironment, makeWorkspace } from '../support/factories';
import { clusteredOrderStatistics } from '../support/recomputed-moments';
import { runMetric, runOf } from '../support/runs';

const database = await cloneDatabase();
const ingestion = createIngestion(createEvidence(database).write);
const { workspaceId } = await makeWorkspace(database);
const environmentId = await makeEnvironment(database, workspaceId, randomUUID());
const snapshots = createSnapshots(database.pool);
const now = () => new Date('2026-03-03T00:00:00Z');
const actor = {
  kind: 'key',
  id: 'k',
  label: 'test',
  permissions: new Set(['data:write'] as const),
  reach: wholeWorkspace,
} as const;
const ctx = { workspaceId, environmentId, actor, database, ingestion, now };

const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const load = { event: 'load', where: [] } as const;
const metrics: readonly MeasuredMetric[] = [
  { key: 'p50', kind: 'event-quantile', definition: { version: 2, ...load, quantile: 0.5, window } },
  { key: 'p75', kind: 'event-quantile', definition: { version: 2, ...load, quantile: 0.75, window } },
  {
    key: 'per-load',
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: { ...load, aggregate: 'sum' },
      denominator: { ...load, aggregate: 'count' },
      window,
      covariate: null,
    },
  },
];

/** A user's load times lie around its place, and half of them are sent by its session's id. */
const users = 40;
const loadsOf = (user: number) =>
  Array.from({ length: 2 + (user % 5) }, (_, load) => 100 * ((user * 0.618) % 1) + load);

async function sent(runId: number) {
  for (let user = 0; user < users; user += 1) {
    await database.pool.query(
      'insert into exposures (run_id, unit, variant, first_seen_at) values ($1, $2, $3, $4)',
      [runId, `user-${String(user)}`, user % 2, '2026-03-01T00:00:00Z'],
    );
  }
  const events = Array.from({ length: users }, (_, user) =>
    loadsOf(user).map((value, index) => ({
      id: `load-${String(user)}-${String(index)}`,
      unit: index % 2 === 0 ? `user-${String(user)}` : `session-${String(user)}`,
      name: 'load',
      value,
      occurredAt: '2026-03-02T00:00:00Z',
    })),
  ).flat();
  expect((await recordEvents({ ctx, input: { events } })).rejected).toEqual([]);
}

const expectedArm = (variant: number, ofUser: (user: number) => readonly number[], order: number) =>
  clusteredOrderStatistics(
    Array.from({ length: users }, (_, user) => user)
      .filter((user) => user % 2 === variant)
      .map(ofUser),
    order,
  );

const read = (runId: number) =>
  snapshots.inSnapshot((snapshot) =>
    snapshot.measureMetrics({
      scope: { runId, environmentId, horizon: now() },
      metrics,
      attributes: [],
      alphaTwoSided: 0.05,
    }),
  );

function expectFigures(
  { metrics: found }: Awaited<ReturnType<typeof read>>,
  ofUser: (user: number) => readonly number[],
) {
  for (const [key, order] of [
    ['p50', 0.5],
    ['p75', 0.75],
  ] as const) {
    const evidence = found.get(key);
    if (evidence?.ok !== true) throw new Error(`${key} was not read`);
    for (const { variant, n, quantile } of evidence.arms) {
      const expected = expectedArm(variant, ofUser, order);
      const { estimate, lower, upper, distinct, clusters } = quantile ?? {};
      const figures = [estimate, lower, upper, distinct, clusters?.events, clusters?.standardErrorOfShare];
      expect(n).toBe(users / 2);
      expect(figures).toEqual((expected.quantile ?? []).map((figure) => expect.closeTo(figure, 9) as number));
    }
    expect(evidence.arms).toHaveLength(2);
  }
  const ratio = found.get('per-load');
  if (ratio?.ok !== true) throw new Error('the ratio was not read');
  const loads = Array.from({ length: users }, (_, user) => (user % 2 === 0 ? ofUser(user).length : 0));
  expect(ratio.arms[0]?.means[1]).toBeCloseTo(loads.reduce((sum, of) => sum + of, 0) / (users / 2), 9);
}

describe('figures over events of other ids than those that are randomised', () => {
  it('have only the events of randomised units until the ids are linked, and then all of them, in the clusters of their users', async () => {
    await sent(1);
    expectFigures(await read(1), (user) => loadsOf(user).filter((_, index) => index % 2 === 0));
    const identities = Array.from({ length: users }, (_, user) => ({
      anonymous: `session-${String(user)}`,
      unit: `user-${String(user)}`,
    }));
    expect((await recordIdentities({ ctx, input: { identities } })).rejected).toEqual([]);
    const linked = await read(1);
    expectFigures(linked, loadsOf);

    const query = linked.queries.find(({ name }) => name === 'event quantiles');
    if (query === undefined) throw new Error('there is no proof');
    const configuration = runOf(
      {},
      metrics.map((metric) => ({ ...runMetric({ key: metric.key }), ...metric })),
    );
    const proof = proofStatement(query, configuration, { attributes: [], results: [] });
    expect(proof.metrics).toEqual(['p50', 'p75']);
    const results: unknown = await database.pool.query(proof.text);
    const rows = Array.isArray(results)
      ? results.flatMap((one: { readonly rows?: readonly unknown[] }) => one.rows ?? [])
      : [];
    expect(rows).toMatchObject(
      ['p50', 'p75'].flatMap((metric) =>
        [0, 1].map((variant) => ({
          metric,
          variant: configuration.variants[variant]?.key,
          quantile: expect.closeTo(
            expectedArm(variant, loadsOf, metric === 'p50' ? 0.5 : 0.75).quantile?.[0] ?? NaN,
            9,
          ) as number,
        })),
      ),
    );
  });
});
