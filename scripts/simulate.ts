import { SingleBar } from 'cli-progress';
import { env } from '../lib/env';
import { FairsplitError, InvalidInputError } from '../lib/errors';
import { calibrate } from '../lib/rehearsal/calibrate';
import { movableClock, movedPace, waitedPace, type Pace } from '../lib/rehearsal/pace';
import { readScenario } from '../lib/rehearsal/read-scenario';
import { rehearse, type Rehearsal } from '../lib/rehearsal/rehearse';
import { rehearsalReport } from '../lib/rehearsal/report';
import {
  parseSimulateOptions,
  simulateUsage,
  type CalibrationOptions,
  type ScenarioOptions,
} from '../lib/rehearsal/simulate-options';
import { onOwnServer } from './own-server';

interface Server {
  readonly url: string;
  readonly key: string;
}

/** Progress goes to standard error, so that standard output holds the report, or the JSON, and nothing else. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const commandLine = process.argv.slice(2);
  if (commandLine.includes('--help')) {
    process.stdout.write(`${simulateUsage}\n`);
    return;
  }
  const options = parseSimulateOptions(commandLine, env().key);
  if (options.mode === 'calibration') await calibrateOn(options);
  else await simulateOn(options);
}

async function calibrateOn(options: CalibrationOptions): Promise<void> {
  const work = async (server: Server) => {
    const { text, json } = await calibrate(server, options, say);
    process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : text}\n`);
  };
  if (options.server === null) await onOwnServer('simulate', say, work);
  else await work(options.server);
}

async function simulateOn(options: ScenarioOptions): Promise<void> {
  // Read before anything is started: what is wrong with it is said at once.
  const scenario = await readScenario(options.file, options.experiment);
  const seed = options.seed ?? scenario.seed;
  const simulate = async (server: Server, pace: Pace) => {
    const outcome = await rehearse({ scenario, seed, server, pace, ...progressBar() });
    const { accepted, duplicate } = outcome;
    say(
      `${accepted.toLocaleString('en')} items stored, ${duplicate.toLocaleString('en')} were there already.\n`,
    );
    process.stdout.write(
      `${options.json ? JSON.stringify({ scenario, ...outcome }, null, 2) : rehearsalReport(scenario, outcome)}\n`,
    );
  };
  if (options.server !== null) await simulate(options.server, waitedPace(options.secondsPerDay));
  else {
    const clock = movableClock();
    await onOwnServer('simulate', say, (server) => simulate(server, movedPace(clock)), clock.now);
  }
}

function progressBar(): Pick<Rehearsal, 'onStart' | 'onDay'> {
  const bar = new SingleBar({
    format: 'Simulating {bar} day {value} of {total} | {eta_formatted} left',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stopOnComplete: true,
    stream: process.stderr,
  });
  return {
    onStart: (days) => bar.start(days, 0),
    onDay: (day, isLast) => {
      bar.update(day);
      if (isLast) bar.stop();
    },
  };
}

try {
  env();
  await main();
} catch (error) {
  if (!(error instanceof FairsplitError)) throw error;
  say(error instanceof InvalidInputError ? error.message : `${error.code}: ${error.message}`);
  process.exitCode = 1;
}
