import { measureOf } from '../analysis/measure';
import { sourceOf } from '../analysis/metric-definition';
import type { RunConfiguration, RunMetric } from '../analysis/run-configuration';

/** A statement as it was run, and what it was for: "units", "metrics", "metric visits". */
export interface StoredStatement {
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** A stored statement as text for psql, and the metrics whose figures it gives. */
export interface ProofStatement {
  readonly name: string;
  /** Keys; none for a statement that counts units. */
  readonly metrics: readonly string[];
  readonly text: string;
}

/** The planner's rules of the analysis, without which evidence that it takes for small is joined by nested loops. */
const opening = `begin isolation level repeatable read read only;
set local enable_nestloop = off;
set local enable_hashagg = off;
set local jit = off;`;

/**
 * The statement, prepared as it was run and executed with its parameters, so that nothing in it is rewritten; around the
 * statement of a scorecard a selection that gives each figure its metric and its name. It writes nothing.
 */
export function proofStatement(
  statement: StoredStatement,
  configuration: RunConfiguration,
  attributes: readonly string[],
): ProofStatement {
  const { name, sql, parameters } = statement;
  const metrics = metricsOf(statement, configuration);
  const cells = metrics.length === 0 ? sql.trim() : namedFigures(sql, metrics, configuration, attributes);
  const values = parameters.map(literal).join(', ');
  const execution = `execute fairsplit_proof${values === '' ? '' : ` (${values})`}`;
  return {
    name,
    metrics: metrics.map(({ key }) => key),
    text: `${opening}\nprepare fairsplit_proof as\n${cells};\n${execution};\ncommit;\ndeallocate fairsplit_proof;\n`,
  };
}

/** Which metrics a statement was for; a statement of another form gives its rows as they are. */
function metricsOf({ name, sql }: StoredStatement, { metrics }: RunConfiguration): readonly RunMetric[] {
  if (!sql.includes('as "figures"')) return [];
  const ofEvents = metrics.filter((metric) => sourceOf(metric) === null);
  if (name === 'metrics') return ofEvents.filter(({ kind }) => kind !== 'quantile');
  if (name === 'quantiles') return ofEvents.filter(({ kind }) => kind === 'quantile');
  return metrics.filter(({ key }) => name === `metric ${key}`);
}

function namedFigures(
  sql: string,
  metrics: readonly RunMetric[],
  { variants }: RunConfiguration,
  attributes: readonly string[],
): string {
  const ofQuantiles = metrics.every(({ kind }) => kind === 'quantile');
  let next = 1;
  const cells = metrics.map((metric) => {
    const columns = measureOf(metric).columns.length;
    const first = next;
    // Waiting, cap, n, means, upper triangle of the covariances; of a quantile: waiting, n, and three order statistics.
    next += ofQuantiles ? 5 : 3 + columns + (columns * (columns + 1)) / 2;
    return `(${literal(metric.key)}, ${String(first)}, ${String(columns)})`;
  });
  const variant = `(${textArray(variants.map(({ key }) => key))})[statement.variant + 1] as variant`;
  const figures = ofQuantiles
    ? quantileFigures
    : [segmentColumns(attributes), ...momentFigures].join(',\n  ');
  const order = ofQuantiles
    ? 'cell.first, statement.variant'
    : 'cell.first, attribute nulls first, segment, statement.variant';
  return `select
  cell.metric,
  ${variant},
  ${figures}
from (
${sql.trim()}
) as statement
cross join (values ${cells.join(', ')}) as cell (metric, first, columns)
order by ${order}`;
}

const momentFigures = [
  'statement.figures[cell.first] as waiting',
  'statement.figures[cell.first + 1] as cap',
  'statement.figures[cell.first + 2] as n',
  'statement.figures[cell.first + 3] as mean',
  'statement.figures[cell.first + 3 + cell.columns] as variance',
  // A space on both sides of the colon, or psql looks for a variable of its own.
  'statement.figures[cell.first + 3 : cell.first + 2 + cell.columns] as means',
  'statement.figures[cell.first + 3 + cell.columns : cell.first + 2 + cell.columns + cell.columns * (cell.columns + 1) / 2] as covariances',
];

const quantileFigures = ['waiting', 'n', 'quantile', 'lower', 'upper']
  .map((name, place) => `statement.figures[cell.first + ${String(place)}] as ${name}`)
  .join(',\n  ');

function segmentColumns(attributes: readonly string[]): string {
  return `(${textArray(attributes)})[statement.attribute + 1] as attribute,\n  statement.value as segment`;
}

function textArray(texts: readonly string[]): string {
  return `array[${texts.map(literal).join(', ')}]::text[]`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A value as a literal of unknown type, which takes the type that the statement casts it to. Backslashes and control
 * characters are escaped, as a terminal and psql would take them for commands.
 */
function literal(value: string | number | null): string {
  if (value === null) return 'null';
  const quoted = String(value).replaceAll("'", "''");
  const isPlain = !/[\\\p{Cc}]/u.test(quoted);
  if (isPlain) return `'${quoted}'`;
  const escaped = quoted.replace(/[\\\p{Cc}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return escapes[character] ?? `\\u${code}`;
  });
  return `E'${escaped}'`;
}
