import { expect, test } from 'vitest';
import { inAnalysisTurn, TooManyAnalysesError } from '../../../lib/verbs/analysis/analysis-turns';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { runAnalysis } from '../../../lib/verbs/analysis/run-analysis';
import type { Context } from '../../../lib/auth/context';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { ctx: system } = await createWorkspace(database);
await createExperiment({ ctx: system, input: experimentBody() });
await startExperiment({ ctx: system, input: { key: 'checkout' } });

function caller(id: string): Context {
  return { ...system, actor: { ...system.actor, kind: 'key', id } };
}

function outcomes(settled: readonly PromiseSettledResult<unknown>[]) {
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  for (const reason of refused) expect(reason).toBeInstanceOf(TooManyAnalysesError);
  return { done: settled.length - refused.length, refused: refused.length };
}

test('25 analyses at once by one key: some are made, the others told to come again, and nobody else waits', async () => {
  const asked = Promise.allSettled(
    Array.from({ length: 25 }, () => runAnalysis({ ctx: caller('greedy'), input: { key: 'checkout' } })),
  );
  const others = Array.from({ length: 30 }, () => database.prisma.experiment.count());
  expect(await Promise.all(others)).toEqual(Array.from({ length: 30 }, () => 1));
  const { done, refused } = outcomes(await asked);
  expect(done).toBeGreaterThanOrEqual(5);
  expect(done + refused).toBe(25);
  expect(refused).toBeGreaterThan(0);
  // And once they have ended, it may again.
  await runAnalysis({ ctx: caller('greedy'), input: { key: 'checkout' } });
});

test('three read at once, whoever asks; the rest wait, and the jobs as long as it takes', async () => {
  let running = 0;
  let most = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await held;
    running -= 1;
  };
  const people = Array.from({ length: 30 }, (_, index) => inAnalysisTurn(caller(`p${index % 10}`), work));
  const jobs = Array.from({ length: 40 }, () => inAnalysisTurn(system, work));
  const settled = Promise.allSettled(people);
  release();
  await Promise.all(jobs);
  expect(most).toBe(3);
  expect(outcomes(await settled)).toEqual({ done: 23, refused: 7 });
  await inAnalysisTurn(caller('after'), () => Promise.resolve());
});

test('a failure gives the turn back', async () => {
  const failing = () => inAnalysisTurn(caller('unlucky'), () => Promise.reject(new Error('no')));
  for (let index = 0; index < 12; index += 1) await expect(failing()).rejects.toThrow('no');
});
