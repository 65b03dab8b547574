import { parseArgs } from 'node:util';
import { InvalidInputError } from '../errors';

export type ReplayMetricKind = 'mean' | 'proportion';

export interface ReplayMetric {
  /** The metric's key and the name of its event. */
  readonly name: string;
  readonly column: string;
  /** Null: proportion where the column holds only 0, 1, TRUE and FALSE, else mean. */
  readonly kind: ReplayMetricKind | null;
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
  readonly json: boolean;
  /** Both or neither: a running server and a secret key of it. */
  readonly server: { readonly url: string; readonly key: string } | null;
}

export const replayUsage = `npm run replay -- FILE.csv --experiment KEY --variant COLUMN --control VALUE [--unit COLUMN] \\
    --metric NAME=COLUMN[:mean|:proportion] ... [--covariate COLUMN] [--segment COLUMN ...] [--json] \\
    [--url URL --key SECRET]

Replays a recorded experiment: each row of FILE.csv is a unit that met a variant. Creates and starts the experiment,
sends exposures and events through the API, runs the analysis and prints the scorecard. The same file sent twice
changes nothing.

  --experiment  key of the experiment to create, or to continue
  --variant     column that names the variant of a row
  --control     value of that column that is the control
  --unit        column that names the unit (default: the row's number)
  --metric      a metric's key and the column it is read from; TRUE and FALSE count as 1 and 0
  --covariate   column known before exposure, sent as an event before it
  --segment     column sent as an attribute of the exposure; may be repeated
  --json        print the stored analysis instead of the scorecard
  --url, --key  send to a running server; without them, what is needed is started`;

/** Reads the command line. Throws {@link InvalidInputError} with what to change. */
export function parseReplayOptions(commandLine: readonly string[]): ReplayOptions {
  const { values, positionals } = parseCommandLine(commandLine);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new InvalidInputError(`Name one CSV file.\n\n${replayUsage}`);
  }
  if ((values.url === undefined) !== (values.key === undefined)) {
    throw new InvalidInputError(
      '--url and --key go together: the address of a server and a secret key of it.',
    );
  }
  const metrics = (values.metric ?? []).map(parseMetric);
  if (metrics.length === 0) throw new InvalidInputError('Name at least one metric: --metric NAME=COLUMN.');
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
    json: values.json,
    server:
      values.url === undefined || values.key === undefined ? null : { url: values.url, key: values.key },
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
        json: { type: 'boolean', default: false },
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

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '')
    throw new InvalidInputError(`${option} is needed.\n\n${replayUsage}`);
  return value;
}

function parseMetric(text: string): ReplayMetric {
  const match = /^(?<name>[^=]+)=(?<column>.+?)(?::(?<kind>mean|proportion))?$/.exec(text);
  const { name, column, kind } = match?.groups ?? {};
  if (name === undefined || column === undefined) {
    throw new InvalidInputError(
      `--metric ${text}: write NAME=COLUMN, NAME=COLUMN:mean or NAME=COLUMN:proportion.`,
    );
  }
  return { name, column, kind: kind === 'mean' || kind === 'proportion' ? kind : null };
}
