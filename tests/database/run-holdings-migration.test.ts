import { expect, test } from 'vitest';
import { withConnection } from '../../lib/database/administration';
import { migrate } from '../../lib/database/migrate';
import { databaseBefore } from '../support/earlier-migrations';

const url = await databaseBefore('20261129163000');

interface Stored {
  readonly ended: boolean;
  readonly layer: string | null;
  readonly ranges: readonly (readonly [number, number])[];
  readonly holdouts: readonly string[];
}

const runs: Readonly<Record<string, Stored>> = {
  alone: { ended: false, layer: null, ranges: [], holdouts: [] },
  first: {
    ...{ ended: false, layer: 'page', holdouts: ['all', 'page-only'] },
    ranges: [
      [3_000_000_000, 4_294_967_296],
      [0, 1000],
    ],
  },
  beside: { ended: false, layer: 'page', ranges: [[1000, 2000]], holdouts: ['all'] },
  over: { ended: false, layer: 'page', ranges: [[500, 1500]], holdouts: [] },
  ended: { ended: true, layer: 'page', ranges: [[0, 4_294_967_296]], holdouts: ['all', 'gone'] },
  lost: { ended: false, layer: 'deleted', ranges: [[0, 10]], holdouts: [] },
};

test('what runs hold of layers and holdouts becomes rows: ranges of active runs, each once, and the holdouts of all', async () => {
  await withConnection(url, async (client) => {
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Test')`);
    await client.query(
      `insert into environments (workspace_id, key, name) select id, 'p', 'P' from workspaces`,
    );
    await client.query(
      `insert into layers (id, workspace_id, key, name, salt) select gen_random_uuid(), id, 'page', 'Page', 's' from workspaces`,
    );
    await client.query(
      `insert into holdouts (id, workspace_id, key, name, salt, share)
       select gen_random_uuid(), id, key, key, 's', 0.1 from workspaces, unnest('{all,page-only}'::text[]) as key`,
    );
    // Another tenant's things of the same keys are not meant.
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Other')`);
    await client.query(
      `insert into layers (id, workspace_id, key, name, salt)
       select gen_random_uuid(), id, 'page', 'Page', 's' from workspaces where name = 'Other'`,
    );
    for (const [key, { ended, layer, ranges, holdouts }] of Object.entries(runs)) {
      await client.query(
        `insert into experiments (id, workspace_id, key, name)
         select gen_random_uuid(), id, $1, $1 from workspaces where name = 'Test'`,
        [key],
      );
      const surroundings = {
        layer: layer && { key: layer, salt: 's', ranges },
        holdouts: holdouts.map((holdout) => ({ key: holdout, salt: 's', share: 0.1, layer: null })),
      };
      await client.query(
        `insert into runs (experiment_id, environment_id, number, salt, started_at, ended_at, configuration)
         select experiments.id, environments.id, 1, 's', now(), case when $2 then now() end, $3::jsonb
         from experiments, environments where experiments.key = $1`,
        [key, ended, JSON.stringify(key === 'alone' ? {} : { surroundings })],
      );
    }
  });
  await migrate({ url });
  await withConnection(url, async (client) => {
    const { rows } = await client.query<{ key: string; ranges: string; holdouts: string[] }>(
      `select experiments.key,
         array(
           select layers.key || ' ' || from_hash || '-' || to_hash from run_layers
           join layers on layers.id = layer_id and layers.workspace_id = experiments.workspace_id
           where run_id = runs.id order by from_hash
         ) as ranges,
         array(
           select holdouts.key from run_holdouts join holdouts on holdouts.id = holdout_id
           where run_id = runs.id order by 1
         ) as holdouts
       from runs join experiments on experiments.id = experiment_id order by runs.id`,
    );
    expect(rows).toEqual([
      { key: 'alone', ranges: [], holdouts: [] },
      {
        ...{ key: 'first', holdouts: ['all', 'page-only'] },
        ranges: ['page 0-1000', 'page 3000000000-4294967296'],
      },
      { key: 'beside', ranges: ['page 1000-2000'], holdouts: ['all'] },
      { key: 'over', ranges: [], holdouts: [] },
      { key: 'ended', ranges: [], holdouts: ['all'] },
      { key: 'lost', ranges: [], holdouts: [] },
    ]);
    expect((await client.query('select from run_layers')).rowCount).toBe(3);
  });
});
