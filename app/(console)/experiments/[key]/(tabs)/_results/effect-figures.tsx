import type { ForestRow } from '@/lib/charts/forest';
import { formatMoment } from '@/lib/charts/format';

type Effect = Extract<ForestRow['effect'], { readonly ok: true }>['value'];

type Figure = readonly [name: string, of: (effect: Effect) => number | null];

const relative = ({ relative: outcome }: Effect) => (outcome.ok ? outcome.value : null);

const figures: readonly Figure[] = [
  ['Difference', (effect) => effect.difference],
  ['Standard error', (effect) => effect.standardError],
  ['Degrees of freedom', (effect) => effect.degreesOfFreedom],
  ['t', (effect) => effect.statistic],
  ['p, two-sided', (effect) => effect.pTwoSided],
  ['Interval, lower', (effect) => effect.interval.lower],
  ['Interval, upper', (effect) => effect.interval.upper],
  ['Relative difference', (effect) => relative(effect)?.difference ?? null],
  ['Relative interval, lower', (effect) => relative(effect)?.interval.lower ?? null],
  ['Relative interval, upper', (effect) => relative(effect)?.interval.upper ?? null],
];

/** What follows from the moments, to ten digits: a line for each figure, a column for each variant. */
export function EffectFigures({ rows }: { readonly rows: readonly ForestRow[] }) {
  return (
    <table className="data-table">
      <caption>Against the control</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          {rows.map((row) => (
            <th key={row.variant} scope="col" className="data-number">
              {row.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {rows.map(({ variant, effect }) => (
              <td key={variant} className="data-number">
                {effect.ok ? formatFigure(of(effect.value)) : 'cannot say'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function formatFigure(value: number | null): string {
  return value === null ? 'cannot say' : formatMoment(value);
}
