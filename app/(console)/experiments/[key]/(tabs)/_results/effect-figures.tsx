import type { ForestRow } from '@/lib/charts/forest';
import { formatConfidence, formatMoment, formatShare } from '@/lib/charts/format';
import { ruleEnds } from '@/lib/charts/rule-levels';

type Effect = Extract<ForestRow['effect'], { readonly ok: true }>['value'];

type Figure = readonly [name: string, of: (effect: Effect) => number | string | null];

const relative = ({ relative: outcome }: Effect) => (outcome.ok ? outcome.value : null);

/** What two arms give whatever the level. */
const figures: readonly Figure[] = [
  ['Difference', (effect) => effect.difference],
  ['Standard error', (effect) => effect.standardError],
  ['Degrees of freedom', (effect) => effect.degreesOfFreedom],
  ['t', (effect) => effect.statistic],
  ['Relative difference', (effect) => relative(effect)?.difference ?? null],
];

const plainFigures: readonly Figure[] = [
  ['Test', ({ method }) => (method === 'mid-p' ? 'exact, mid-p' : 'Welch')],
  ['p, two-sided', (effect) => effect.pTwoSided],
  ['Interval, lower', (effect) => effect.interval.lower],
  ['Interval, upper', (effect) => effect.interval.upper],
  ['Relative interval, lower', (effect) => relative(effect)?.interval.lower ?? null],
  ['Relative interval, upper', (effect) => relative(effect)?.interval.upper ?? null],
];

interface EffectFiguresProps {
  readonly rows: readonly ForestRow[];
  /** Of this metric alone; null: the intervals are those of the look, as engines before 8 had them. */
  readonly plainAlpha: number | null;
}

/** What follows from the moments, to ten digits: a line for each figure, a column for each variant. */
export function EffectFigures({ rows, plainAlpha }: EffectFiguresProps) {
  const plain =
    plainAlpha === null
      ? 'The interval of this look, with the p of the look alone'
      : `Exploratory, not what the rule goes by: the plain test and ${formatConfidence(plainAlpha)} interval of this metric alone, at this one look, uncorrected`;
  return (
    <>
      <FiguresTable caption="Against the control" rows={rows} figures={figures} />
      {plainAlpha !== null && <RuleTable rows={rows} />}
      <FiguresTable caption={plain} rows={rows} figures={plainFigures} />
    </>
  );
}

interface FiguresTableProps {
  readonly caption: string;
  readonly rows: readonly ForestRow[];
  readonly figures: readonly Figure[];
}

function FiguresTable({ caption, rows, figures: shown }: FiguresTableProps) {
  return (
    <table className="data-table">
      <caption>{caption}</caption>
      <Head rows={rows} />
      <tbody>
        {shown.map(([name, of]) => (
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

/** The ends of the interval that is drawn, each with its own level at this look. */
function RuleTable({ rows }: { readonly rows: readonly ForestRow[] }) {
  const ends = rows.map(({ variant, ruleInterval }) => ({ variant, ends: ruleEnds(ruleInterval) }));
  const names = ends.find((one) => one.ends.length > 0)?.ends.map(({ name }) => name) ?? [];
  if (names.length === 0) return null;
  return (
    <table className="data-table">
      <caption>The interval that the plan’s rule goes by</caption>
      <Head rows={rows} />
      <tbody>
        {names.map((name, place) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {ends.map((one) => {
              const end = one.ends[place];
              return (
                <td key={one.variant} className="data-number">
                  {end === undefined
                    ? 'cannot say'
                    : `${formatFigure(end.relative ?? end.difference)}${end.relative === null ? '' : ' relative'}, one-sided ${formatShare(end.alphaOneSidedAtLook)}`}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ rows }: { readonly rows: readonly ForestRow[] }) {
  return (
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
  );
}

function formatFigure(value: number | string | null): string {
  if (typeof value === 'string') return value;
  return value === null ? 'cannot say' : formatMoment(value);
}
