import { parseArgs } from 'node:util';
import { InvalidInputError } from '../errors';
import { serverOf, serverUsage, type ServerAddress } from '../replay/api-client';

interface Everywhere {
  readonly json: boolean;
  /** Null: a server is started for the simulation. */
  readonly server: ServerAddress | null;
}

/** A scenario, sent and analysed. */
export interface ScenarioOptions extends Everywhere {
  readonly mode: 'scenario';
  readonly file: string;
  /** Null: the scenario's own. */
  readonly seed: number | null;
  readonly experiment: string | null;
  /** On a server whose clock cannot be moved: how long a simulated day is. */
  readonly secondsPerDay: number;
}

/** Past data of the user's own metrics, re-randomised. */
export interface CalibrationOptions extends Everywhere {
  readonly mode: 'calibration';
  readonly metrics: readonly string[];
  readonly days: number;
  readonly rounds: number;
  readonly environment: string;
}

export type SimulateOptions = ScenarioOptions | CalibrationOptions;

export const simulateUsage = `npm run simulate -- SCENARIO.json [--seed N] [--experiment KEY] [--json] [--url URL [--day-seconds N]]
npm run simulate -- --aa --metric KEY ... [--days N] [--rounds N] [--environment KEY] [--json] [--url URL]

The first walks a scenario through the API: creates its metrics and its experiment, sends its traffic day by day, analyses as it goes,
stops when the analysis decides, and prints what was found beside what was planted. docs/simulator.md says what a scenario
may hold. The second splits past units of your own metrics at random, again and again, and says whether the analysis is calibrated.

  --seed         another draw of the same scenario
  --experiment   the experiment's key instead of the scenario's; a rehearsal needs one of its own
  --day-seconds  length of a simulated day on a server that is not ours (default 2); our own server's clock is moved
  --metric       a metric to calibrate; may be repeated
  --days         how far back its units are taken from (default 28)
  --rounds       random splits (default 500)
  --json         print everything as JSON
  --url          ${serverUsage}`;

const count = /^\d{1,9}$/;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseSimulateOptions(commandLine: readonly string[], key?: string): SimulateOptions {
  const { values, positionals } = parseCommandLine(commandLine);
  const { json } = values;
  const server = serverOf(values, key);
  const everywhere = { json, server };
  if (values.aa) {
    const metrics = values.metric ?? [];
    if (metrics.length === 0)
      throw new InvalidInputError(`Name at least one metric: --metric KEY.\n\n${simulateUsage}`);
    if (positionals.length > 0)
      throw new InvalidInputError('--aa needs no scenario: it reads what is there.');
    const [days, rounds] = [wholeOf('--days', values.days), wholeOf('--rounds', values.rounds)];
    return { ...everywhere, mode: 'calibration', metrics, days, rounds, environment: values.environment };
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new InvalidInputError(`Name one scenario.\n\n${simulateUsage}`);
  return {
    ...everywhere,
    mode: 'scenario',
    file,
    seed: values.seed === undefined ? null : wholeOf('--seed', values.seed),
    experiment: values.experiment ?? null,
    secondsPerDay: Math.max(wholeOf('--day-seconds', values['day-seconds']), 1),
  };
}

function wholeOf(option: string, text: string): number {
  if (!count.test(text)) throw new InvalidInputError(`${option} ${text}: give a whole number.`);
  return Number(text);
}

function parseCommandLine(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        aa: { type: 'boolean', default: false },
        metric: { type: 'string', multiple: true },
        days: { type: 'string', default: '28' },
        rounds: { type: 'string', default: '500' },
        environment: { type: 'string', default: 'production' },
        seed: { type: 'string' },
        experiment: { type: 'string' },
        'day-seconds': { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
        url: { type: 'string' },
        key: { type: 'string' },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${reason}\n\n${simulateUsage}`);
  }
}
