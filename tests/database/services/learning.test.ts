import { describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { endedRuns } from '../../../lib/verbs/learning/ended-runs';
import { readProgram } from '../../../lib/verbs/learning/read-program';
import { cloneDatabase } from '../../support/database';
import { runWithEvidence } from '../../support/run-with-evidence';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();

describe('the program of a workspace', () => {
  it('holds its own ended experiments, found by name and hypothesis, and nobody else’s', async () => {
    const { ctx } = await createWorkspace(database);
    const { ctx: stranger } = await createWorkspace(database);
    const add = async (key: string, hypothesis: string) => {
      await createExperiment({ ctx, input: experimentBody({ key, name: key, hypothesis }) });
      await startExperiment({ ctx, input: { key } });
    };
    await add('running', 'Still on.');
    await add('short-form', 'Fewer fields, more sign-ups.');
    await add('long-form', 'More fields, better leads.');
    await stopExperiment({ ctx, input: { key: 'short-form' } });
    await runAnalysis({ ctx, input: { key: 'short-form' } });
    await stopExperiment({ ctx, input: { key: 'long-form' } });
    const found = async (input: object, of = ctx) =>
      (await readProgram({ ctx: of, input })).experiments.map(({ identity, outcome }) => [
        identity.key,
        outcome,
      ]);
    expect(await found({})).toEqual([
      ['long-form', 'not-analysed'],
      ['short-form', 'inconclusive'],
    ]);
    expect(await found({ search: 'SIGN-UPS' })).toEqual([['short-form', 'inconclusive']]);
    expect(await found({}, stranger)).toEqual([]);
  });

  it('keeps the runs before a restart, the running one left out', async () => {
    const { ctx } = await createWorkspace(database);
    await createExperiment({ ctx, input: experimentBody({ key: 'again' }) });
    for (const _ of [1, 2]) {
      await startExperiment({ ctx, input: { key: 'again' } });
      await stopExperiment({ ctx, input: { key: 'again' } });
    }
    const runsOf = async () =>
      (await readProgram({ ctx, input: {} })).experiments.map(({ identity: { runNumber, isRestarted } }) => [
        runNumber,
        isRestarted,
      ]);
    expect(await runsOf()).toEqual([
      [2, false],
      [1, true],
    ]);
    await startExperiment({ ctx, input: { key: 'again' } });
    expect(await runsOf()).toEqual([
      [2, true],
      [1, true],
    ]);
  });

  it('reads figures of the runs that ended last alone, where no more are asked for', async () => {
    const { ctx } = await createWorkspace(database);
    await createExperiment({ ctx, input: experimentBody({ key: 'often' }) });
    for (const _ of [1, 2, 3]) {
      await startExperiment({ ctx, input: { key: 'often' } });
      await stopExperiment({ ctx, input: { key: 'often' } });
      await runAnalysis({ ctx, input: { key: 'often' } });
    }
    const numbersOf = async (wanted: Parameters<typeof endedRuns>[1]) =>
      (await endedRuns(ctx, wanted)).map(({ identity }) => identity.runNumber);
    expect(await numbersOf({})).toEqual([3, 2, 1]);
    expect(await numbersOf({ most: 2 })).toEqual([3, 2]);
    expect(await numbersOf({ most: 2, search: 'nothing' })).toEqual([]);
  });

  it('has of each run the last look’s figures, and what its newest analysis concludes', async () => {
    const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
    const definition = {
      version: 2,
      event: 'purchase',
      where: [],
      window,
      covariate: null,
      winsorisation: null,
    };
    const run = await runWithEvidence(database, [{ key: 'spend', kind: 'sum', definition }], {
      plan: { looks: 2, plannedUnits: 40 },
    });
    const came = async (from: number, to: number) => {
      const units = Array.from({ length: to - from }, (_, index) => from + index);
      await run.exposed(units.map((unit) => ({ unit: `u${unit}`, variant: unit % 2, hours: 0.01 })));
      await run.did(
        units.map((unit) => ({ name: 'purchase', unit: `u${unit}`, hours: 0.02, value: 8 + (unit >> 1) })),
      );
    };
    await came(0, 20);
    await run.analysedAt(1);
    await came(20, 24);
    await run.analysedAt(2);
    const { ctx } = run;
    await stopExperiment({ ctx: { ...ctx, now: () => run.at(3) }, input: { key: 'checkout' } });
    const [ended] = await endedRuns(ctx, {});
    expect(ended?.result?.variants.map(({ units }) => units)).toEqual([10, 10]);
    expect(ended?.decision).toMatchObject({ look: { taken: false, why: 'between-looks' } });
  });
});
