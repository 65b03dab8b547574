import { Command, Option } from '@commander-js/extra-typings';
import { InvalidInputError } from '../../../lib/errors';
import type { ReplayMetric, ReplayOptions } from '../../../lib/replay/replay-options';
import { blankRules } from '../../../lib/tables/blank-cells';
import { parseDelimiter } from '../../../lib/tables/delimiter';
import { InstantReader, NoInstant, zoneNamed } from '../../../lib/tables/instants';
import { collect, keyOption, parseCommandLine, serverOf, urlDescription } from '../command-line';

/** The command `replay`, without what it does. */
export function replayCommand() {
  return new Command('replay')
    .summary('replay a recorded experiment through the API')
    .description(
      'Replays a recorded experiment: each row of FILE is a unit with its variant. Creates and starts the experiment, sends exposures and events through the API, runs the analysis and prints the scorecard. Sending the same file twice changes nothing.',
    )
    .argument('<file>', 'CSV file')
    .requiredOption('--experiment <key>', 'key of the experiment to create, or to continue')
    .requiredOption('--variant <column>', 'column that names the variant of a row')
    .requiredOption('--control <value>', 'value of that column that is the control')
    .option('--unit <column>', "column that names the unit (default: the row's number)")
    .requiredOption(
      '--metric <name=column>',
      "a metric's key and the column it is read from: NAME=COLUMN[:mean|:proportion][:cuped][:winsorised=Q]; TRUE and FALSE count as 1 and 0. NAME=A/B:ratio is the sum of A over the sum of B; cuped adjusts for the covariate; winsorised=0.999 caps values at that quantile of all units. May be repeated",
      collect,
    )
    .option('--covariate <column>', 'column known before exposure, sent as an event before it')
    .option(
      '--segment <column>',
      'column sent as an attribute of the exposure and segmented by; may be repeated',
      collect,
    )
    .addOption(blankOption("where a number's cell is blank (empty, NA, NULL)", 'its row'))
    .option(
      '--exposed-at <column>',
      'column of exposure times: the run is entered as recorded, with its own days and windows, and is never served; each value is an event at that time',
    )
    .option('--started-at <time>', 'when the recorded experiment began (default: its first exposure)')
    .option('--ended-at <time>', 'when it ended (default: just behind its last exposure)')
    .option('--time-zone <zone>', 'zone of times that are written without one, such as Europe/Berlin')
    .option('--delimiter <character>', delimiterDescription)
    .option('--json', 'print the stored analysis instead of the scorecard', false)
    .option('--full', 'read all of the evidence again, whatever was kept of earlier analyses', false)
    .option(
      '--url <url>',
      `${urlDescription}; the key is one for the whole workspace, as metrics are the workspace's`,
    )
    .addOption(keyOption());
}

export const delimiterDescription = 'separator of columns, such as ";" or tab (default: what the header has)';

/** `--blank`: `where` says which cells, `left` what `skip` leaves out. */
export function blankOption(where: string, left: string) {
  const description = `${where}: none refuses it, zero counts it as 0, skip leaves ${left} out`;
  return new Option('--blank <rule>', description).choices(blankRules).default('none' as const);
}

type Values = ReturnType<ReturnType<typeof replayCommand>['opts']>;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseReplayOptions(commandLine: readonly string[], key?: string): ReplayOptions {
  const command = parseCommandLine(replayCommand(), commandLine);
  return replayOptionsOf(command.processedArgs[0], command.opts(), key);
}

export function replayOptionsOf(file: string, values: Values, key: string | undefined): ReplayOptions {
  const metrics = values.metric.map(parseMetric);
  const adjusted = metrics.find(({ cuped }) => cuped);
  if (adjusted !== undefined && values.covariate === undefined) {
    throw new InvalidInputError(`The metric "${adjusted.name}" is adjusted: name its --covariate COLUMN.`);
  }
  const names = metrics.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidInputError(`The metric "${twice}" is named twice.`);
  return {
    file,
    experiment: values.experiment,
    variantColumn: values.variant,
    control: values.control,
    unitColumn: values.unit ?? null,
    metrics,
    covariateColumn: values.covariate ?? null,
    segmentColumns: values.segment ?? [],
    delimiter: values.delimiter === undefined ? null : parseDelimiter(values.delimiter),
    blank: values.blank,
    exposedAtColumn: values.exposedAt ?? null,
    ...runTimes(values),
    json: values.json,
    full: values.full,
    server: serverOf(values.url, key),
  };
}

function runTimes(values: Values): Pick<ReplayOptions, 'startedAtMs' | 'endedAtMs' | 'timeZone'> {
  const timeZone = values.timeZone ?? null;
  const instants = new InstantReader(timeZone === null ? null : zoneNamed(timeZone));
  const read = (option: string, text: string | undefined): number | null => {
    const instant = text === undefined ? null : instants.read(text);
    if (instant instanceof NoInstant) throw new InvalidInputError(`${option}: ${instant.detail}.`);
    return instant;
  };
  const startedAtMs = read('--started-at', values.startedAt);
  const endedAtMs = read('--ended-at', values.endedAt);
  if (values.exposedAt === undefined && (startedAtMs === null) !== (endedAtMs === null)) {
    throw new InvalidInputError(
      'Without a column of exposure times (--exposed-at), --started-at and --ended-at go together: the times at which the experiment began and ended.',
    );
  }
  return { startedAtMs, endedAtMs, timeZone };
}

const metricForm =
  /^(?<name>[^=]+)=(?<column>.+?)(?::(?<kind>mean|proportion|ratio))?(?<cuped>:cuped)?(?::winsorised=(?<quantile>0?\.\d+))?$/;

function parseMetric(text: string): ReplayMetric {
  const { name, column, kind, cuped, quantile } = metricForm.exec(text)?.groups ?? {};
  if (name === undefined || column === undefined) {
    throw new InvalidInputError(
      `--metric ${text}: write NAME=COLUMN, NAME=COLUMN:mean, NAME=COLUMN:proportion or NAME=COLUMN/COLUMN:ratio.`,
    );
  }
  const winsorisation = quantile === undefined ? null : Number(quantile);
  const metric = { name, cuped: cuped !== undefined, winsorisation };
  if (kind === 'ratio') return { ...metric, ...ratioColumns(text, column), kind };
  return {
    ...metric,
    column,
    denominatorColumn: null,
    kind: kind === 'mean' || kind === 'proportion' ? kind : winsorisation === null ? null : 'mean',
  };
}

function ratioColumns(text: string, columns: string) {
  const [column, denominatorColumn, ...more] = columns.split('/');
  if (column === undefined || denominatorColumn === undefined || more.length > 0) {
    throw new InvalidInputError(`--metric ${text}: a ratio is of two columns, NAME=COLUMN/COLUMN:ratio.`);
  }
  return { column, denominatorColumn };
}
