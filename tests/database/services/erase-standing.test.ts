import { describe, expect, test } from 'vitest';
import { withoutUnits } from '../../../lib/verbs/audit/without-units';
import { createAudience } from '../../../lib/verbs/audiences/create-audience';
import { getAudience } from '../../../lib/verbs/audiences/get-audience';
import { updateAudience } from '../../../lib/verbs/audiences/update-audience';
import { permissions } from '../../../lib/auth/permissions';
import { eraseUnit } from '../../../lib/verbs/data/erase-unit';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { getExperiment } from '../../../lib/verbs/experiments/get-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { updateExperiment } from '../../../lib/verbs/experiments/update-experiment';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// A unit's id is not in the evidence alone: people write it into forced units and rules.

const database = await cloneDatabase();
const named = 'anna@example.com';

async function place() {
  const { ctx, workspaceId, environmentId } = await createWorkspace(database);
  const rule = { attribute: 'email', operator: 'in', value: [named, 'bert@example.com'] };
  await createAudience({ ctx, input: { key: 'testers', name: 'Testers', rule } });
  const forced = [
    { unit: named, variant: 'treatment' },
    { unit: 'carla', variant: 'control' },
  ];
  const targeting = {
    any: [{ audience: 'testers' }, rule, { attribute: 'id', operator: 'equals', value: named }],
  };
  for (const key of ['draft', 'running']) {
    await createExperiment({ ctx, input: experimentBody({ key, forced, targeting }) });
  }
  await startExperiment({ ctx, input: { key: 'running', environment: 'production' } });
  const versionServed = async () => {
    const stored = await database.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
    return stored.configurationVersion;
  };
  return { ctx, workspaceId, versionServed };
}

const at = (where: string, key: string, run: number | null, isServed: boolean) => {
  return { unit: named, place: where, key, run, isServed };
};

describe('erasing a unit', () => {
  test('says where its id still stands, and changes no definition unasked', async () => {
    const { ctx } = await place();
    const { standing } = await eraseUnit({ ctx, input: { unit: named } });
    expect(standing).toEqual([
      at('audience', 'testers', null, false),
      at('forced', 'draft', null, false),
      at('forced', 'running', null, true),
      at('run', 'running', 1, true),
      at('targeting', 'draft', null, false),
      at('targeting', 'running', null, false),
    ]);
    expect((await getExperiment({ ctx, input: { key: 'running' } })).forced).toHaveLength(2);
    expect((await eraseUnit({ ctx: (await place()).ctx, input: { unit: 'nobody' } })).standing).toEqual([]);
  });

  test('takes it out of definitions where that is asked; a run keeps what it froze', async () => {
    const { ctx, versionServed } = await place();
    const before = await versionServed();
    const { standing } = await eraseUnit({ ctx, input: { unit: named, removeFromDefinitions: true } });
    expect(standing).toEqual([at('run', 'running', 1, true), at('targeting', 'running', null, false)]);
    const [draft, running] = await Promise.all(
      ['draft', 'running'].map((key) => getExperiment({ ctx, input: { key } })),
    );
    expect(draft?.forced).toEqual([{ unit: 'carla', variant: 'control' }]);
    expect(running?.forced).toEqual(draft?.forced);
    expect(running?.runs).toHaveLength(1);
    const left = { attribute: 'email', operator: 'in', value: ['bert@example.com'] };
    expect(draft?.targeting).toEqual({ any: [{ audience: 'testers' }, left, { any: [] }] });
    expect(await getAudience({ ctx, input: { key: 'testers' } })).toMatchObject({ rule: left, version: 2 });
    expect(await versionServed()).toBeGreaterThan(before);
  });

  test('changes definitions only for whoever may', async () => {
    const { ctx } = await place();
    const without = new Set(permissions.filter((permission) => permission !== 'experiments:write'));
    const limited = { ...ctx, actor: { ...ctx.actor, permissions: without } };
    const input = { unit: named, removeFromDefinitions: true };
    await expect(eraseUnit({ ctx: limited, input })).rejects.toMatchObject({ status: 403 });
    expect((await eraseUnit({ ctx: limited, input: { unit: named } })).standing).toHaveLength(6);
  });
});

describe('audit entries', () => {
  test('name no unit, in whatever verb writes them', async () => {
    const { ctx, workspaceId } = await place();
    const rule = { attribute: 'email', operator: 'not-in', value: [named] };
    await updateAudience({ ctx, input: { key: 'testers', version: 1, changes: { rule } } });
    const forced = [{ unit: named, variant: 'control' }];
    await updateExperiment({ ctx, input: { key: 'draft', version: 1, changes: { forced } } });
    await eraseUnit({ ctx, input: { unit: named, removeFromDefinitions: true } });
    const entries = await database.prisma.auditEntry.findMany({ where: { workspaceId } });
    expect(entries.length).toBeGreaterThan(8);
    expect(JSON.stringify(entries.map(({ detail }) => detail))).not.toMatch(/anna|bert|carla/);
    const change = entries.find(({ action }) => action === 'experiment.update');
    expect(change?.detail).toMatchObject({
      changed: {
        forced: {
          from: [expect.anything(), expect.anything()],
          to: [{ unit: expect.stringMatching(/^digest:[0-9a-f]{16}$/) as string, variant: 'control' }],
        },
      },
    });
  });

  test('tell equal values from others, under a salt of the workspace, and keep limits as they are', () => {
    const salt = Buffer.from('salt');
    const rule = (value: unknown, operator = 'in') => ({ attribute: 'id', operator, value });
    expect(withoutUnits(rule(['a', 1]), salt)).toEqual(withoutUnits(rule(['a', 1]), salt));
    expect(withoutUnits(rule(['a', 1]), salt)).not.toEqual(withoutUnits(rule(['a', 2]), salt));
    expect(withoutUnits(rule(['a']), salt)).not.toEqual(withoutUnits(rule(['a']), Buffer.from('other')));
    for (const kept of [rule(5, 'greater'), rule(true, 'equals'), rule('1.2.3', 'semver-less')]) {
      expect(withoutUnits(kept, salt)).toEqual(kept);
    }
  });
});
