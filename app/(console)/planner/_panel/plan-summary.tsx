import { formatCount } from '@/lib/charts/format';
import { counted } from '@/lib/charts/format-time';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

interface PlanSummaryProps {
  readonly planning: ExperimentPlanning;
  readonly nameOf: (key: string) => string;
}

/** The offered size, how long it takes, and the power of the size that the form says. */
export function PlanSummary({ planning, nameOf }: PlanSummaryProps) {
  const { size, considered } = planning;
  return (
    <dl className="planner-figures">
      <div>
        <dt>Units needed</dt>
        {size.ok ? (
          <dd>
            <strong>{formatCount(size.value.units)}</strong>
            <span>{`All variants; ${nameOf(size.value.forcedBy)} needs the most`}</span>
          </dd>
        ) : (
          <dd>
            <strong>Cannot say</strong>
            <span>{cannotSaySentence(size)}</span>
          </dd>
        )}
      </div>
      <div>
        <dt>Days needed</dt>
        <DaysNeeded size={size} />
      </div>
      <div>
        <dt>Decision power</dt>
        {considered.power.ok ? (
          <dd>
            <strong>{percent(considered.power.value.power)}</strong>
            <span>{`At ${sizeWords(considered)}; simulated, ± ${percent(2 * considered.power.value.standardError)}`}</span>
          </dd>
        ) : (
          <dd>
            <strong>Cannot say</strong>
            <span>{cannotSaySentence(considered.power)}</span>
          </dd>
        )}
      </div>
    </dl>
  );
}

/** To the tenth of a percent, as the warnings say it. */
const percent = (share: number): string => `${String(Number((100 * share).toFixed(1)))}\u202f%`;

function DaysNeeded({ size }: Pick<ExperimentPlanning, 'size'>) {
  if (!size.ok)
    return (
      <dd>
        <strong>Cannot say</strong>
        <span>It follows from the size.</span>
      </dd>
    );
  const { days } = size.value;
  return days.ok ? (
    <dd>
      <strong>{formatCount(days.value)}</strong>
      <span>Whole weeks, until the last unit’s window has ended</span>
    </dd>
  ) : (
    <dd>
      <strong>Cannot say</strong>
      <span>{cannotSaySentence(days)}</span>
    </dd>
  );
}

function sizeWords({ units, days }: ExperimentPlanning['considered']): string {
  const size = units === null ? 'no size' : `${formatCount(units)} units`;
  return days === null ? size : `${size}, ${counted(days, 'day')}`;
}
