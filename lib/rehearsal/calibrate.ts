import { z } from 'zod';
import { ApiClient, expecting } from '../client/api-client';
import type { CalibrationOptions } from './simulate-options';

const calibrationSchema = z.looseObject({
  metric: z.string(),
  units: z.int(),
  unitsRead: z.int(),
  seed: z.int(),
  histogram: z.array(z.int()),
  verdict: z.string(),
  sentence: z.string(),
});

type Calibration = z.output<typeof calibrationSchema>;

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
    const path = `/api/v1/metrics/${encodeURIComponent(metric)}/calibration`;
    const request = client.request('POST', path, { days, rounds, environment });
    calibrations.push(await expecting(calibrationSchema, request, 200));
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
