import { expect, test } from 'vitest';
import { currentAllocation, weightsChangedAt } from '../../lib/analysis/run-allocation';
import { reachOf } from '../../lib/assignment/reach';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261129160000');

interface Ramp {
  readonly at: string;
  readonly coverage?: number;
  readonly weights?: readonly [number, number];
}

interface Before {
  /** What the columns hold. */
  readonly coverage: number | null;
  readonly reach: readonly number[];
  readonly reweightedAt: string | null;
  /** What the audit log holds. */
  readonly ramps: readonly Ramp[];
}

const start = '2026-03-01T00:00:00.000Z';
const [second, third, fourth] = [2, 3, 4].map((day) => `2026-03-0${String(day)}T00:00:00.000Z`) as [
  string,
  string,
  string,
];
const reached = (weights: readonly number[]) => reachOf([0.9, 0.1], weights) ?? [];
const untouched: Before = { coverage: null, reach: [], reweightedAt: null, ramps: [] };

/** Rows after the first, which is the frozen one for all: .5 coverage, all of both variants. */
const runs: Readonly<Record<string, readonly [before: Before, later: readonly (readonly unknown[])[]]>> = {
  untouched: [untouched, []],
  covered: [
    { ...untouched, coverage: 0.8, ramps: [{ at: second, coverage: 0.8 }] },
    [[second, 0.8, [1, 1], 'member:ana']],
  ],
  reweighted: [
    {
      ...{ coverage: null, reach: reached([0.5, 0.5]), reweightedAt: third },
      ramps: [{ at: third, weights: [0.5, 0.5] }],
    },
    [[third, 0.5, reached([0.5, 0.5]), 'member:ana']],
  ],
  several: [
    {
      ...{ coverage: 1, reach: reached([0.5, 0.5]), reweightedAt: third },
      ramps: [
        { at: second, coverage: 0.6, weights: [0.7, 0.3] },
        { at: third, weights: [0.5, 0.5] },
        { at: fourth, coverage: 1 },
      ],
    },
    [
      [second, 0.6, reached([0.7, 0.3]), 'member:ana'],
      [third, 0.6, reached([0.5, 0.5]), 'member:ana'],
      [fourth, 1, reached([0.5, 0.5]), 'member:ana'],
    ],
  ],
  unlogged: [
    { coverage: 0.7, reach: reached([0.5, 0.5]), reweightedAt: third, ramps: [] },
    [[third, 0.7, reached([0.5, 0.5]), null]],
  ],
};

test('what a run was allocated becomes rows: the frozen one first, then each ramp that the audit log or the columns know', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into environments (workspace_id, key, name) select id, 'p', 'P' from workspaces`,
    );
    for (const [key, [before]] of Object.entries(runs)) {
      await client.query(
        `insert into experiments (id, workspace_id, key, name) select gen_random_uuid(), id, $1, $1 from workspaces`,
        [key],
      );
      await client.query(
        `insert into runs (experiment_id, environment_id, number, salt, started_at, configuration, coverage, reach, reweighted_at)
         select experiments.id, environments.id, 1, 's', $2::timestamptz, $3::jsonb, $4::float8, $5::float8[], $6::timestamptz
         from experiments, environments where experiments.key = $1`,
        [
          key,
          start,
          '{"coverage":0.5,"variants":[{"key":"a","weight":0.9},{"key":"b","weight":0.1}]}',
          before.coverage,
          before.reach,
          before.reweightedAt,
        ],
      );
      for (const { at, coverage, weights } of before.ramps) {
        const named = weights && { a: weights[0], b: weights[1] };
        await client.query(
          `insert into audit_entries (workspace_id, actor, action, subject, detail, occurred_at, previous_hash, hash)
           select id, 'member:ana', 'experiment.ramp', 'experiment:' || $1, $2::jsonb, $3::timestamptz,
             uuid_send(gen_random_uuid()), '' from workspaces`,
          [key, JSON.stringify({ run: 1, coverage, weights: named }), at],
        );
      }
    }
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<{
      key: string;
      number: number;
      at: Date;
      coverage: number;
      reach: number[];
    }>(
      `select experiments.key, run_allocations.*, effective_from as at
       from run_allocations join runs on runs.id = run_id join experiments on experiments.id = experiment_id
       order by run_id, run_allocations.number`,
    );
    const expected = Object.entries(runs).flatMap(([key, [, later]]) =>
      [[start, 0.5, [1, 1], null], ...later].map(([at, coverage, reach, setBy], index) => ({
        ...{ key, number: index + 1, at: new Date(String(at)), coverage, set_by: setBy },
        reach: (reach as number[]).map((share) => expect.closeTo(share, 12) as number),
      })),
    );
    expect(rows).toMatchObject(expected);
    expect(rows).toHaveLength(expected.length);
    // What is shown of a run is what its columns said.
    for (const [key, [before]] of Object.entries(runs)) {
      const allocations = rows.flatMap((row) => (row.key === key ? [{ ...row, effectiveFrom: row.at }] : []));
      const { coverage, reach } = currentAllocation(allocations);
      expect(coverage).toBe(before.coverage ?? 0.5);
      expect(reach).toEqual(before.reach.length === 0 ? [1, 1] : before.reach);
      expect(weightsChangedAt(allocations)?.toISOString() ?? null).toBe(before.reweightedAt);
    }
  });
});

test('rows of allocations are only added, and the coverage never shrinks', async () => {
  await withConnection(url, async (client) => {
    const add = (number: number, at: string, coverage: number) =>
      client.query(
        `insert into run_allocations (run_id, number, effective_from, coverage, reach)
         select run_id, $1, $2, $3, '{1,1}' from run_allocations limit 1`,
        [number, at, coverage],
      );
    await add(2, third, 0.7);
    await expect(add(3, fourth, 0.6)).rejects.toThrow('only grows');
    await expect(add(3, second, 0.7)).rejects.toThrow('follows the one before');
    await expect(add(4, fourth, 0.7)).rejects.toThrow('follows the one before');
    await expect(client.query('update run_allocations set coverage = 1')).rejects.toThrow('never changed');
  });
});
