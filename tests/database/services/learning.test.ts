import { describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../lib/services/analysis/run-analysis';
import { createExperiment } from '../../../lib/services/experiments/create-experiment';
import { startExperiment } from '../../../lib/services/experiments/start-experiment';
import { stopExperiment } from '../../../lib/services/experiments/stop-experiment';
import { readProgram } from '../../../lib/services/learning/read-program';
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
});
