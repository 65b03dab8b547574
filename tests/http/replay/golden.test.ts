import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controlPlaneListener } from '../../../lib/http/control-plane/node-listener';
import { controlPlaneOptions } from '../../../lib/http/next-control-plane';
import { processLog } from '../../../lib/log';
import { replay, type ReplayedAnalysis } from '../../../lib/replay/replay';
import { nothingElse } from '../../../lib/serving/node-listener';
import { startServer } from '../../../lib/serving/start-server';
import { cloneDatabase } from '../../support/database';
import {
  goldenArm,
  goldenComparison,
  recordedExperiments,
  recordingsAreThere,
  type GoldenFigures,
} from '../../support/recorded-experiments';
import { createWorkspace } from '../../support/workspace';

const silent = { onChecked: () => undefined, onSent: () => undefined, onAnalysing: () => undefined };

/** Relative errors of every figure of the golden file, by name. */
function errorsOf({ result }: ReplayedAnalysis, golden: GoldenFigures): [string, number][] {
  const keyOf = new Map(result.variants.map(({ name, key }) => [name, key]));
  const errors: [string, number][] = [];
  const compare = (name: string, actual: number | undefined, expected: number) => {
    errors.push([name, Math.abs((actual ?? NaN) - expected) / Math.abs(expected)]);
  };
  compare(
    'sample ratio p',
    result.health.sampleRatio.ok ? result.health.sampleRatio.value.p : NaN,
    golden.sampleRatioP,
  );
  for (const metric of result.metrics) {
    for (const [name, figures] of Object.entries(golden.arms)) {
      const expected = goldenArm.parse(figures[metric.key]);
      const actual = metric.arms.find(({ variant }) => variant === keyOf.get(name));
      compare(`${name} units`, actual?.n, z.number().parse(figures['units']));
      compare(`${name} ${metric.key} mean`, actual?.mean, expected.mean);
      compare(`${name} ${metric.key} variance`, actual?.variance, expected.variance);
    }
    for (const [name, figures] of Object.entries(golden.comparisons)) {
      const expected = goldenComparison.parse(figures[metric.key]);
      const found = metric.effects.find(({ variant }) => variant === keyOf.get(name))?.effect;
      const effect = found?.ok === true ? found.value : undefined;
      const relative = effect?.relative.ok === true ? effect.relative.value : undefined;
      const of = (figure: string) => `${name} ${metric.key} ${figure}`;
      compare(of('difference'), effect?.difference, expected.difference);
      compare(of('standard error'), effect?.standardError, expected.standardError);
      compare(of('degrees of freedom'), effect?.degreesOfFreedom, expected.degreesOfFreedom);
      compare(of('p'), effect?.pTwoSided, expected.pTwoSided);
      compare(of('lower'), effect?.interval.lower, expected.interval[0]);
      compare(of('upper'), effect?.interval.upper, expected.interval[1]);
      compare(of('relative'), relative?.difference, expected.relativeDifference);
      compare(of('relative lower'), relative?.interval.lower, expected.relativeInterval[0]);
      compare(of('relative upper'), relative?.interval.upper, expected.relativeInterval[1]);
    }
  }
  return errors;
}

describe.skipIf(!recordingsAreThere())('a recorded experiment, replayed through the API', async () => {
  const database = await cloneDatabase();
  const { secretKey } = await createWorkspace(database);
  const log = processLog();

  it.each(recordedExperiments)(
    'gives the published figures of $key to 1e-8, and replayed again changes nothing',
    async ({ golden, options }) => {
      const server = await startServer({
        databaseUrl: database.url,
        log,
        fallback: (own) => controlPlaneListener({ ...controlPlaneOptions(own, log), fallback: nothingElse }),
      });
      try {
        const first = await replay(options, { url: server.url, key: secretKey }, silent);
        const errors = errorsOf(first.analysis, golden);
        expect(errors.length).toBeGreaterThan(40);
        expect(errors.filter(([, error]) => !(error <= 1e-8))).toEqual([]);
        const again = await replay(options, { url: server.url, key: secretKey }, silent);
        expect(again).toEqual({
          accepted: 0,
          duplicate: first.accepted + first.duplicate,
          analysis: first.analysis,
        });
      } finally {
        await server.close();
      }
    },
    240_000,
  );
});
