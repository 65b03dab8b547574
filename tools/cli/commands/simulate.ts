import { env } from '../../../lib/env';
import type { ServerAddress } from '../../../lib/client/api-client';
import { calibrate } from '../../../lib/rehearsal/calibrate';
import { movableClock, movedPace, waitedPace, type Pace } from '../../../lib/rehearsal/pace';
import { readScenario } from '../../../lib/rehearsal/read-scenario';
import { rehearse } from '../../../lib/rehearsal/rehearse';
import type { CalibrationOptions, ScenarioOptions } from '../../../lib/rehearsal/simulate-options';
import type { Scenario } from '../../../lib/simulator/scenario';
import { withServer } from '../own-server';
import { rehearsalReport } from '../rehearsal-report';
import { print, progressBar, say } from '../terminal';
import { simulateCommand, simulateOptionsOf } from './simulate-options';
import { withSentences } from '../../../lib/model/with-sentences';

export const simulateSubcommand = simulateCommand().action(async (file, values) => {
  const options = simulateOptionsOf(file, values, env().key);
  if (options.mode === 'calibration') await calibrateOn(options);
  else await simulateOn(options);
});

async function calibrateOn(options: CalibrationOptions): Promise<void> {
  await withServer('simulate', options.server, async (server) => {
    const { text, json } = await calibrate(server, options, say);
    print(options.json ? JSON.stringify(json, null, 2) : text);
  });
}

async function simulateOn(options: ScenarioOptions): Promise<void> {
  // Read before anything is started: what is wrong with it is said at once.
  const scenario = await readScenario(options.file, options.experiment);
  const clock = movableClock();
  const pace = options.server === null ? movedPace(clock) : waitedPace(options.secondsPerDay);
  await withServer(
    'simulate',
    options.server,
    (server) => simulate(scenario, options, server, pace),
    clock.now,
  );
}

async function simulate(
  scenario: Scenario,
  options: ScenarioOptions,
  server: ServerAddress,
  pace: Pace,
): Promise<void> {
  const bar = progressBar('Simulating', 'day {value} of {total}');
  const rehearsal = rehearse({
    scenario,
    seed: options.seed ?? scenario.seed,
    server,
    pace,
    onStart: (days) => bar.start(days, 0),
    onDay: (day) => bar.update(day),
  });
  const outcome = await rehearsal.finally(() => bar.stop());
  const { accepted, duplicate } = outcome;
  say(
    `${accepted.toLocaleString('en')} items stored, ${duplicate.toLocaleString('en')} were there already.\n`,
  );
  print(
    options.json
      ? JSON.stringify(withSentences({ scenario, ...outcome }), null, 2)
      : rehearsalReport(scenario, outcome),
  );
}
