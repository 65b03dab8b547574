import { keyFrom } from '../assignment/key-from-name';
import { InvalidInputError } from '../errors';
import { recordedRows, type BlankRow } from './recorded-rows';
import { isRecorded, valueColumns, type ReplayMetricKind, type ReplayOptions } from './replay-options';

export interface RecordedVariant {
  /** The value in the file, kept as the variant's name. */
  readonly name: string;
  /** The name made fit for a key: "Mens E-Mail" becomes mens-e-mail. */
  readonly key: string;
  readonly units: number;
}

export interface RecordedTimes {
  readonly startedAt: Date;
  /** Every exposure is before it. */
  readonly endedAt: Date;
}

/** What a whole file holds, known before anything is sent. */
export interface Recording {
  readonly units: number;
  /** The control first, then in the order of appearance. */
  readonly variants: readonly RecordedVariant[];
  /** In the order of the options' metrics. */
  readonly metricKinds: readonly ReplayMetricKind[];
  /** When it began and ended, where it is entered as it was carried out; null: it is started now. */
  readonly recorded: RecordedTimes | null;
  /** What was done with blank cells, in words: each variant's by itself, as they may be blank for a reason. */
  readonly notes: readonly string[];
}

/**
 * Reads the whole file once and refuses what cannot be replayed: throws {@link InvalidInputError}. Only after this is
 * anything sent.
 */
export async function inspectRecording(options: ReplayOptions): Promise<Recording> {
  const units = new Set<string>();
  const variantUnits = new Map<string, number>();
  const columns = valueColumns(options);
  let [firstMs, lastMs] = [Infinity, -Infinity];
  const onlyZeroOrOne = columns.map(() => true);
  const blanks: BlankRow[] = [];
  for await (const row of recordedRows(options, (blank) => blanks.push(blank))) {
    if (units.has(row.unit)) {
      throw new InvalidInputError(
        `The unit "${row.unit}" stands in two rows of ${options.file}; each row has to be a unit of its own.`,
      );
    }
    units.add(row.unit);
    if (row.exposedAtMs !== null) {
      firstMs = Math.min(firstMs, row.exposedAtMs);
      lastMs = Math.max(lastMs, row.exposedAtMs);
    }
    variantUnits.set(row.variant, (variantUnits.get(row.variant) ?? 0) + 1);
    row.values.forEach((value, column) => {
      if (value !== 0 && value !== 1) onlyZeroOrOne[column] = false;
    });
  }
  return {
    units: units.size,
    recorded: isRecorded(options) ? recordedTimes(options, firstMs, lastMs) : null,
    notes: notesOf(options, blanks, variantUnits),
    variants: variantsOf(options, variantUnits),
    metricKinds: options.metrics.map(({ name, column, kind }) => {
      const binary = onlyZeroOrOne[columns.indexOf(column)] === true;
      if (kind === 'proportion' && !binary) {
        throw new InvalidInputError(
          `The metric "${name}" is a proportion, but column "${column}" holds more than 0 and 1.`,
        );
      }
      return kind ?? (binary ? 'proportion' : 'mean');
    }),
  };
}

/** Throws {@link InvalidInputError} where an exposure lies outside of what was said. */
function recordedTimes(
  { file, startedAtMs, endedAtMs }: ReplayOptions,
  firstMs: number,
  lastMs: number,
): RecordedTimes {
  const [startMs, endMs] = [startedAtMs ?? firstMs, endedAtMs ?? lastMs + 1];
  if (!(startMs < endMs))
    throw new InvalidInputError('The experiment ends after its start: --started-at, --ended-at.');
  const outside = [firstMs, lastMs].find(
    (atMs) => Number.isFinite(atMs) && (atMs < startMs || atMs >= endMs),
  );
  if (outside !== undefined) {
    throw new InvalidInputError(
      `${file} has an exposure at ${new Date(outside).toISOString()}, which is not within the experiment's start and end.`,
    );
  }
  return { startedAt: new Date(startMs), endedAt: new Date(endMs) };
}

function notesOf(
  { blank }: ReplayOptions,
  rows: readonly BlankRow[],
  variantUnits: ReadonlyMap<string, number>,
): string[] {
  const of = [...new Set(rows.map(({ variant }) => variant))].sort().map((variant) => {
    const found = rows.filter((row) => row.variant === variant).length;
    const all = (variantUnits.get(variant) ?? 0) + (blank === 'skip' ? found : 0);
    return `${found.toLocaleString('en')} of ${all.toLocaleString('en')} rows of "${variant}"`;
  });
  if (of.length === 0) return [];
  const columns = [...new Set(rows.flatMap((row) => row.columns))].map((name) => `"${name}"`);
  const done = blank === 'skip' ? 'are left out' : 'count as 0 there';
  return [`Blank in ${columns.join(', ')}: ${of.join(', ')} ${done}.`];
}

function variantsOf(options: ReplayOptions, variantUnits: ReadonlyMap<string, number>): RecordedVariant[] {
  const { control, variantColumn, file } = options;
  const seen = [...variantUnits.keys()];
  const listed = seen
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(', ');
  if (!variantUnits.has(control)) {
    throw new InvalidInputError(
      `No row of ${file} has the control "${control}" in column "${variantColumn}"; it holds ${listed || 'nothing'}.`,
    );
  }
  if (seen.length < 2)
    throw new InvalidInputError(`Column "${variantColumn}" holds one variant only; two are needed.`);
  const once = seen.find((name) => variantUnits.get(name) === 1);
  if (once !== undefined) {
    throw new InvalidInputError(
      `The variant "${once}" is seen once in column "${variantColumn}": is it spelt wrong? It holds ${listed}.`,
    );
  }
  const variants = [control, ...seen.filter((name) => name !== control)].map((name) => ({
    name,
    key: keyFrom(name, 'variant'),
    units: variantUnits.get(name) ?? 0,
  }));
  refuseSameKeys(variants);
  return variants;
}

function refuseSameKeys(variants: readonly RecordedVariant[]): void {
  for (const [index, { key, name }] of variants.entries()) {
    const other = variants.slice(0, index).find((earlier) => earlier.key === key);
    if (other === undefined) continue;
    throw new InvalidInputError(
      `The variants "${other.name}" and "${name}" would share the key "${key}"; rename one.`,
    );
  }
}
