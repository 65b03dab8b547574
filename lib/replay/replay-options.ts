import { parseArgs } from 'node:util';
import { InvalidInputError } from '../errors';
import { serverOf, serverUsage, type ServerAddress } from './api-client';
import { parseBlankRule, type BlankRule } from '../tables/blank-cells';
import { InstantReader, NoInstant, zoneNamed } from '../tables/instants';
import { parseDelimiter } from '../tables/delimiter';

export type ReplayMetricKind = 'mean' | 'proportion' | 'ratio';

export interface ReplayMetric {
  /** The metric's key. */
  readonly name: string;
  /** The column it is read from, which also names the event; of a ratio the numerator's. */
  readonly column: string;
  /** Of a ratio alone. */
  readonly denominatorColumn: string | null;
  /** Null: proportion where the column holds only 0, 1, TRUE and FALSE, else mean. */
  readonly kind: ReplayMetricKind | null;
  /** Adjusted for the covariate column. */
  readonly cuped: boolean;
  /** Order of the pooled quantile at which values are capped; null: they are not. */
  readonly winsorisation: number | null;
}

export interface ReplayOptions {
  readonly file: string;
  readonly experiment: string;
  readonly variantColumn: string;
  readonly control: string;
  /** Null: each row is a unit, named by its place in the file. */
  readonly unitColumn: string | null;
  readonly metrics: readonly ReplayMetric[];
  readonly covariateColumn: string | null;
  readonly segmentColumns: readonly string[];
  /** What stands between the file's columns; null: whatever its header has. */
  readonly delimiter: string | null;
  /** What is done where a metric's or the covariate's cell is blank. */
  readonly blank: BlankRule;
  /** Column of the times at which units were exposed; null: all at the run's start. */
  readonly exposedAtColumn: string | null;
  /** Of the experiment as it was carried out; null: the first exposure. */
  readonly startedAtMs: number | null;
  /** Exposures are before it; null: just behind the last exposure. */
  readonly endedAtMs: number | null;
  /** Of times that are written without a zone; null: such times are refused. */
  readonly timeZone: string | null;
  readonly json: boolean;
  /** Reads all of the evidence again, whatever was kept of earlier analyses. */
  readonly full: boolean;
  /** Null: a server is started for the replay. */
  readonly server: ServerAddress | null;
}

export const replayUsage = `npm run replay -- FILE.csv --experiment KEY --variant COLUMN --control VALUE [--unit COLUMN] \\
    --metric NAME=COLUMN[:mean|:proportion][:cuped][:winsorised=Q] ... [--covariate COLUMN] [--segment COLUMN ...] [--exposed-at COLUMN] [--started-at TIME] [--ended-at TIME] \\
    [--time-zone ZONE] [--blank none|zero|skip] [--delimiter CHARACTER] [--json] [--full] \\
    [--url URL]

Replays a recorded experiment: each row of FILE.csv is a unit that met a variant. Creates and starts the experiment,
sends exposures and events through the API, runs the analysis and prints the scorecard. The same file sent twice
changes nothing.

  --experiment  key of the experiment to create, or to continue
  --variant     column that names the variant of a row
  --control     value of that column that is the control
  --unit        column that names the unit (default: the row's number)
  --metric      a metric's key and the column it is read from; TRUE and FALSE count as 1 and 0.
                NAME=A/B:ratio is the sum of A over the sum of B; cuped adjusts for the covariate;
                winsorised=0.999 caps values at that quantile of all units
  --covariate   column known before exposure, sent as an event before it
  --segment     column sent as an attribute of the exposure and segmented by; may be repeated
  --blank       where a number's cell says nothing (blank, NA, NULL): none refuses the file, zero counts it as 0, skip
                leaves its row out (default: none); how many there are is said
  --exposed-at  column of the times at which units were exposed: the run is entered as recorded, with its own days and
                windows, and is never served; each value is an event at that time
  --started-at, --ended-at
                when the recorded experiment began and ended (default: its first exposure, just behind its last)
  --time-zone   zone of times that are written without one, such as Europe/Berlin
  --delimiter   what stands between columns, such as ";" or tab (default: what the header has)
  --json        print the stored analysis instead of the scorecard
  --full        read all of the evidence again, whatever was kept of earlier analyses
  --url         ${serverUsage}; the key
                is one for the whole workspace, as metrics are the workspace's`;

/** Reads the command line; `key` is that of the environment. Throws {@link InvalidInputError} with what to change. */
export function parseReplayOptions(commandLine: readonly string[], key?: string): ReplayOptions {
  const { values, positionals } = parseCommandLine(commandLine);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new InvalidInputError(`Name one CSV file.\n\n${replayUsage}`);
  }
  const metrics = (values.metric ?? []).map(parseMetric);
  if (metrics.length === 0) throw new InvalidInputError('Name at least one metric: --metric NAME=COLUMN.');
  const adjusted = metrics.find(({ cuped }) => cuped);
  if (adjusted !== undefined && values.covariate === undefined) {
    throw new InvalidInputError(`The metric "${adjusted.name}" is adjusted: name its --covariate COLUMN.`);
  }
  const names = metrics.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidInputError(`The metric "${twice}" is named twice.`);
  return {
    file,
    experiment: required(values.experiment, '--experiment KEY'),
    variantColumn: required(values.variant, '--variant COLUMN'),
    control: required(values.control, '--control VALUE'),
    unitColumn: values.unit ?? null,
    metrics,
    covariateColumn: values.covariate ?? null,
    segmentColumns: values.segment ?? [],
    delimiter: values.delimiter === undefined ? null : parseDelimiter(values.delimiter),
    blank: parseBlankRule(values.blank),
    exposedAtColumn: values['exposed-at'] ?? null,
    ...runTimes(values),
    json: values.json,
    full: values.full,
    server: serverOf(values, key),
  };
}

function parseCommandLine(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        experiment: { type: 'string' },
        variant: { type: 'string' },
        control: { type: 'string' },
        unit: { type: 'string' },
        metric: { type: 'string', multiple: true },
        covariate: { type: 'string' },
        segment: { type: 'string', multiple: true },
        delimiter: { type: 'string' },
        blank: { type: 'string', default: 'none' },
        'exposed-at': { type: 'string' },
        'started-at': { type: 'string' },
        'ended-at': { type: 'string' },
        'time-zone': { type: 'string' },
        json: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        url: { type: 'string' },
        key: { type: 'string' },
      },
    });
  } catch (error) {
    throw new InvalidInputError(
      `${error instanceof Error ? error.message : String(error)}\n\n${replayUsage}`,
    );
  }
}

type GivenTimes = Partial<Record<'exposed-at' | 'started-at' | 'ended-at' | 'time-zone', string>>;

function runTimes(given: GivenTimes): Pick<ReplayOptions, 'startedAtMs' | 'endedAtMs' | 'timeZone'> {
  const timeZone = given['time-zone'] ?? null;
  const instants = new InstantReader(timeZone === null ? null : zoneNamed(timeZone));
  const read = (name: 'started-at' | 'ended-at'): number | null => {
    const text = given[name];
    const instant = text === undefined ? null : instants.read(text);
    if (instant instanceof NoInstant) throw new InvalidInputError(`--${name}: ${instant.detail}.`);
    return instant;
  };
  const [startedAtMs, endedAtMs] = [read('started-at'), read('ended-at')];
  if (given['exposed-at'] === undefined && (startedAtMs === null) !== (endedAtMs === null)) {
    throw new InvalidInputError(
      'Without a column of exposure times (--exposed-at), --started-at and --ended-at go together: the times at which the experiment began and ended.',
    );
  }
  return { startedAtMs, endedAtMs, timeZone };
}

/** Whether the run is entered as it was carried out, with its own times, rather than started now. */
export function isRecorded({ exposedAtColumn, startedAtMs }: ReplayOptions): boolean {
  return exposedAtColumn !== null || startedAtMs !== null;
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '')
    throw new InvalidInputError(`${option} is needed.\n\n${replayUsage}`);
  return value;
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

/** The columns that metrics are read from, each once: a row's values stand in this order. */
export function valueColumns({ metrics }: Pick<ReplayOptions, 'metrics'>): readonly string[] {
  const columns = metrics.flatMap(({ column, denominatorColumn }) =>
    denominatorColumn === null ? [column] : [column, denominatorColumn],
  );
  return [...new Set(columns)];
}
