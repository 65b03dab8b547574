import { thirdMomentCount } from '../statistics/third-moments';
import { withAttributes } from '../model/metrics/attribute-covariates';
import type { MetricResult } from '../model/metric-result';
import { measureOf, sourceOf } from '../model/metrics/kinds';
import { isOverEvents } from '../model/metrics/measure';
import type { RunConfiguration, RunMetric } from '../model/run-configuration';

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

/** What the analysis had beside the plan. */
export interface ReadColumns {
  /** By which figures were segmented, in order. */
  readonly attributes: readonly string[];
  readonly results: readonly Pick<MetricResult, 'key' | 'attributes'>[];
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
  { attributes, results }: ReadColumns,
): ProofStatement {
  const { name, sql, parameters } = statement;
  const metrics = metricsOf(statement, configuration);
  const named = sql.includes(ofEventQuantiles)
    ? () => namedRows(sql, metrics, configuration)
    : () => namedFigures(sql, metrics, configuration, { attributes, results });
  const cells = metrics.length === 0 ? sql.trim() : named();
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
  if (!sql.includes('as "figures"') && !sql.includes(ofEventQuantiles)) return [];
  const ofEvents = metrics.filter((metric) => sourceOf(metric) === null);
  if (name === 'metrics') return ofEvents.filter((metric) => !isQuantile(metric));
  if (name === 'quantiles')
    return ofEvents.filter((metric) => isQuantile(metric) && !isOverEvents(measureOf(metric)));
  if (name === 'event quantiles') return ofEvents.filter((metric) => isOverEvents(measureOf(metric)));
  return metrics.filter(({ key }) => name === `metric ${key}`);
}

const ofEventQuantiles = 'as "share_error"';

function isQuantile(metric: RunMetric): boolean {
  return measureOf(metric).quantile !== null;
}

/** The rows of a statement that has a row for each metric and arm, with their names. */
function namedRows(sql: string, metrics: readonly RunMetric[], { variants }: RunConfiguration): string {
  return `select
  (${textArray(metrics.map(({ key }) => key))})[statement.metric] as metric,
  (${textArray(variants.map(({ key }) => key))})[statement.variant + 1] as variant,
  ${['waiting', 'units', 'events', 'quantile', 'lower', 'upper', 'distinct', 'share_error'].map((name) => `statement."${name}"`).join(', ')}
from (
${sql.trim()}
) as statement
order by statement.metric, statement.variant`;
}

function namedFigures(
  sql: string,
  metrics: readonly RunMetric[],
  { variants }: RunConfiguration,
  { attributes, results }: ReadColumns,
): string {
  const ofQuantiles = metrics.every(isQuantile);
  let next = 1;
  const cells = metrics.map((metric) => {
    const read = results.find(({ key }) => key === metric.key)?.attributes ?? [];
    const measure = withAttributes(measureOf(metric), read);
    const columns = measure.columns.length;
    const first = next;
    const furtherCaps = Math.max(measure.caps.length - 1, 0);
    // Waiting, cap, n, means, upper triangle of the covariances, further caps; of a quantile: waiting, n, three order statistics,
    // and how many different values lie between the outer two, which the first statements did not count.
    const ofQuantile = sql.includes('count(distinct') ? 6 : 5;
    // The first statements had no sums for third moments.
    const thirds = sql.includes('regr_sxy(case') ? thirdMomentCount(columns) : 0;
    next += ofQuantiles ? ofQuantile : 3 + columns + (columns * (columns + 1)) / 2 + furtherCaps + thirds;
    return `(${literal(metric.key)}, ${String(first)}, ${String(columns)}, ${String(furtherCaps)})`;
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
cross join (values ${cells.join(', ')}) as cell (metric, first, columns, further_caps)
order by ${order}`;
}

const endOfMoments = 'cell.first + 3 + cell.columns + cell.columns * (cell.columns + 1) / 2';

const momentFigures = [
  'statement.figures[cell.first] as waiting',
  'statement.figures[cell.first + 1] as cap',
  'statement.figures[cell.first + 2] as n',
  'statement.figures[cell.first + 3] as mean',
  'statement.figures[cell.first + 3 + cell.columns] as variance',
  // A space on both sides of the colon, or psql looks for a variable of its own.
  'statement.figures[cell.first + 3 : cell.first + 2 + cell.columns] as means',
  'statement.figures[cell.first + 3 + cell.columns : cell.first + 2 + cell.columns + cell.columns * (cell.columns + 1) / 2] as covariances',
  `statement.figures[${endOfMoments} : ${endOfMoments} + cell.further_caps - 1] as further_caps`,
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
