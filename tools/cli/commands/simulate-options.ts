import { Command } from '@commander-js/extra-typings';
import { InvalidInputError } from '../../../lib/errors';
import type { SimulateOptions } from '../../../lib/rehearsal/simulate-options';
import { collect, keyOption, parseCommandLine, serverOf, urlDescription } from '../command-line';

/** The command `simulate`, without what it does. */
export function simulateCommand() {
  return new Command('simulate')
    .summary('rehearse a scenario, or calibrate metrics (--aa)')
    .description(
      'With a scenario: walks it through the API. Creates its metrics and its experiment, sends its traffic day by day, analyses on the way, stops when the analysis decides, and prints what was found beside what was planted (docs/simulator.md). With --aa: splits past units of your own metrics at random, many times, and says whether the analysis is calibrated.',
    )
    .argument('[scenario]', 'JSON file of the scenario')
    .option('--seed <n>', 'another draw of the same scenario', wholeNumber('--seed'))
    .option(
      '--experiment <key>',
      "the experiment's key instead of the scenario's; a rehearsal needs one of its own",
    )
    .option(
      '--day-seconds <n>',
      "length of a simulated day on a server that is not ours; our own server's clock is moved",
      wholeNumber('--day-seconds'),
      2,
    )
    .option('--aa', 'calibrate metrics instead', false)
    .option('--metric <key>', 'a metric to calibrate; may be repeated', collect)
    .option('--days <n>', 'how far back its units are taken from', wholeNumber('--days'), 28)
    .option('--rounds <n>', 'random splits', wholeNumber('--rounds'), 500)
    .option('--environment <key>', "the metric's environment", 'production')
    .option('--json', 'print everything as JSON', false)
    .option('--url <url>', urlDescription)
    .addOption(keyOption());
}

type Values = ReturnType<ReturnType<typeof simulateCommand>['opts']>;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseSimulateOptions(commandLine: readonly string[], key?: string): SimulateOptions {
  const command = parseCommandLine(simulateCommand(), commandLine);
  return simulateOptionsOf(command.processedArgs[0], command.opts(), key);
}

export function simulateOptionsOf(
  file: string | undefined,
  values: Values,
  key: string | undefined,
): SimulateOptions {
  const { json, days, rounds, environment } = values;
  const server = serverOf(values.url, key);
  if (values.aa) {
    const metrics = values.metric ?? [];
    if (metrics.length === 0) throw new InvalidInputError('Name at least one metric: --aa --metric KEY.');
    if (file !== undefined) throw new InvalidInputError('--aa needs no scenario: it reads what is there.');
    return { json, server, mode: 'calibration', metrics, days, rounds, environment };
  }
  if (file === undefined) {
    throw new InvalidInputError(`Name one scenario.\n\n${simulateCommand().helpInformation()}`);
  }
  return {
    json,
    server,
    mode: 'scenario',
    file,
    seed: values.seed ?? null,
    experiment: values.experiment ?? null,
    secondsPerDay: Math.max(values.daySeconds, 1),
  };
}

const digits = /^\d{1,9}$/;

function wholeNumber(option: string) {
  return (text: string): number => {
    if (!digits.test(text)) throw new InvalidInputError(`${option} ${text}: give a whole number.`);
    return Number(text);
  };
}
