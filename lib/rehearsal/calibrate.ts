import { ApiClient } from '../client/api-client';
import type { Operations } from '../client/operations';
import type { CalibrationOptions } from './simulate-options';

type Calibration = Operations['calibrateMetric']['answer'];

const BAR = 40;

/** Asks for the calibration of each metric, one after another, by the API. */
export async function calibrate(
  server: { readonly url: string; readonly key: string },
  { metrics, days, rounds, environment }: CalibrationOptions,
  say: (line: string) => void,
): Promise<{ readonly text: string; readonly json: readonly unknown[] }> {
  const client = new ApiClient(server.url, server.key);
  const calibrations: Calibration[] = [];
  for (const metric of metrics) {
    say(`Splitting the units of the last ${String(days)} days ${String(rounds)} times: ${metric}.`);
    calibrations.push(await client.call('calibrateMetric', { key: metric, days, rounds, environment }));
  }
  return { text: calibrations.map(calibrationText).join('\n\n'), json: calibrations };
}

function calibrationText({ metric, units, unitsRead, seed, sentence, histogram }: Calibration): string {
  const read = unitsRead < units ? `, ${unitsRead.toLocaleString('en')} of them drawn` : '';
  const most = Math.max(...histogram, 1);
  const bars = histogram.map((count, bin) => {
    const from = (bin / histogram.length).toFixed(2);
    return `  p from ${from}  ${'#'.repeat(Math.round((BAR * count) / most))} ${String(count)}`;
  });
  return [
    `${metric}: ${units.toLocaleString('en')} units${read}, seed ${String(seed)}`,
    sentence,
    ...bars,
  ].join('\n');
}
