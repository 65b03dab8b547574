import type { AnalysisResult } from '../model/analysis-result';
import type { Cell, Table } from './table';
import { cannotSaySentence } from '../sentences/cannot-say';

/**
 * A line for each metric that is broken down, part and variant: the part's figure over all units of the variant. Of a part `without` the
 * property and of all `other` values, `value` is empty.
 */
export function breakdownTable({ control, breakdowns = [] }: AnalysisResult): Table {
  return {
    columns: [
      ...['metric', 'property', 'part', 'value', 'variant'].map((name) => ({ name, type: 'text' as const })),
      { name: 'is_control', type: 'truth' },
      { name: 'n', type: 'count' },
      { name: 'mean', type: 'number' },
      { name: 'cannot_say', type: 'text' },
    ],
    rows: breakdowns.flatMap(({ metric, property, parts }): Cell[][] =>
      parts.ok
        ? parts.value.flatMap(({ part, value, arms }) =>
            arms.map(({ variant, n, mean }) => [
              ...[metric, property, part, value, variant],
              ...[variant === control, n, mean, null],
            ]),
          )
        : [[metric, property, null, null, null, null, null, null, cannotSaySentence(parts)]],
    ),
  };
}
