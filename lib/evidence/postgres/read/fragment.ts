import type { ExecutedQuery } from '../../read';

type SqlType = 'text' | 'int' | 'smallint' | 'float8' | 'timestamptz' | 'jsonb';

interface Bound {
  readonly value: string | number;
  readonly type: SqlType;
}

/**
 * A piece of SQL whose text stands in this room's source, with the values that belong to it. Only `sql`, `joined`, `column`
 * and `metricColumn` make one, so what a person wrote reaches a statement as a bound and cast parameter or not at all.
 */
export class Fragment {
  readonly #strings: readonly string[];
  readonly #parts: readonly (Fragment | Bound)[];

  constructor(strings: readonly string[], parts: readonly (Fragment | Bound)[]) {
    this.#strings = strings;
    this.#parts = parts;
  }

  /** The statement, its parameters numbered in order of appearance; equal values share one. */
  render(): ExecutedQuery {
    const parameters: Bound[] = [];
    const sql = this.#write(parameters);
    return { sql, parameters: parameters.map(({ value }) => value) };
  }

  #write(parameters: Bound[]): string {
    return this.#strings.reduce((text, string, index) => {
      const part = this.#parts[index - 1];
      if (part === undefined) return text + string;
      return text + (part instanceof Fragment ? part.#write(parameters) : placed(part, parameters)) + string;
    });
  }
}

function placed(bound: Bound, parameters: Bound[]): string {
  const known = parameters.findIndex(({ value, type }) => value === bound.value && type === bound.type);
  const index = known >= 0 ? known : parameters.push(bound) - 1;
  return `$${String(index + 1)}::${bound.type}`;
}

/** SQL with holes for other fragments and for bound values. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Fragment | Bound)[]): Fragment {
  return new Fragment(strings, parts);
}

/** A value for a hole, always cast. */
export function bind(value: string | number, type: SqlType): Bound {
  return { value, type };
}

/** A name that the compiler gives: a word and a number from 1, such as `segment1`. */
export function column(
  word: 'aggregate' | 'attribute' | 'boundary' | 'local_day' | 'segment' | 'steps',
  index: number,
): Fragment {
  return new Fragment([`${word}${String(index + 1)}`], []);
}

/** What a statement names of a metric. */
export type MetricColumn =
  | 'value'
  | 'numerator'
  | 'denominator'
  | `covariate${number}`
  | `${'value' | 'numerator' | 'denominator' | `covariate${number}`}_${'upper' | 'lower'}_cap`
  | 'waits'
  | 'units'
  | 'figures';

/** The name of a metric's column, such as `m3_value`: people read statements as proof. `number` counts the metrics from 1. */
export function metricColumn(number: number, what: MetricColumn): Fragment {
  return new Fragment([`m${String(number)}_${what}`], []);
}

export function joined(fragments: readonly Fragment[], separator: Fragment): Fragment {
  const parts = fragments.flatMap((fragment, index) => (index === 0 ? [fragment] : [separator, fragment]));
  return new Fragment(['', ...parts.map(() => '')], parts);
}

/** A bound value for each, with commas between. */
export function bindAll(values: readonly string[], type: SqlType): Fragment {
  return joined(
    values.map((value) => sql`${bind(value, type)}`),
    sql`, `,
  );
}

export const and = sql`
      and `;
export const nothing = sql``;
