import { describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { readProgram } from '../../../lib/verbs/learning/read-program';
import { cloneDatabase } from '../../support/database';
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
});
