import { formatCount } from '@/lib/charts/format';
import { counted } from '@/lib/charts/format-time';
import { plannedFutilityWords } from '@/lib/charts/planned-futility-words';
import { powerWords } from '@/lib/charts/power-words';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

interface PlanSummaryProps {
  readonly planning: ExperimentPlanning;
  readonly nameOf: (key: string) => string;
}

/** The offered size, how long it takes, and the power of the size that the form says. */
export function PlanSummary({ planning, nameOf }: PlanSummaryProps) {
  const { size, considered, traffic, futility, warnings } = planning;
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
        <DaysNeeded size={size} traffic={traffic} />
      </div>
      <div>
        <dt>Decision power</dt>
        <DecisionPower considered={considered} warnings={warnings} />
      </div>
      {futility !== null && (
        <div>
          <dt>Futility, where its advice is followed</dt>
          <FutilityCost futility={futility} />
        </div>
      )}
    </dl>
  );
}

function DecisionPower({ considered, warnings }: Pick<ExperimentPlanning, 'considered' | 'warnings'>) {
  if (!considered.power.ok)
    return (
      <dd>
        <strong>Cannot say</strong>
        <span>{cannotSaySentence(considered.power)}</span>
      </dd>
    );
  const { figure, error } = powerWords(considered.power.value);
  return (
    <dd>
      <strong>{figure}</strong>
      <span>{`At ${sizeWords({ considered, warnings })}; ${error}`}</span>
    </dd>
  );
}

function FutilityCost({ futility }: { readonly futility: NonNullable<ExperimentPlanning['futility']> }) {
  if (!futility.ok)
    return (
      <dd>
        <strong>Cannot say</strong>
        <span>{cannotSaySentence(futility)}</span>
      </dd>
    );
  const { figure, detail } = plannedFutilityWords(futility.value);
  return (
    <dd>
      <strong>{figure}</strong>
      <span>{detail}</span>
    </dd>
  );
}

function DaysNeeded({ size, traffic }: Pick<ExperimentPlanning, 'size' | 'traffic'>) {
  if (!size.ok)
    return (
      <dd>
        <strong>Cannot say</strong>
        <span>It follows from the size.</span>
      </dd>
    );
  const { days } = size.value;
  const perDay = traffic.ok ? `; on average ${trafficWords(traffic.value.newUnitsADay)} a day` : '';
  return days.ok ? (
    <dd>
      <strong>{formatCount(days.value)}</strong>
      <span>{`Whole weeks, until the last unit’s window has ended${perDay}`}</span>
    </dd>
  ) : (
    <dd>
      <strong>Cannot say</strong>
      <span>{cannotSaySentence(days)}</span>
    </dd>
  );
}

function trafficWords(newUnitsADay: number): string {
  const units = Math.max(1, Math.round(newUnitsADay));
  return units === 1 ? '1 unit takes part' : `${formatCount(units)} units take part`;
}

/** Power is of units that count: where the days do not bring them, they are not said as if they did. */
function sizeWords({
  considered: { units, days },
  warnings,
}: Pick<ExperimentPlanning, 'considered' | 'warnings'>): string {
  const size = units === null ? 'no size' : `${formatCount(units)} units`;
  if (days === null) return size;
  const isShort = warnings.some(({ code }) => code === 'few-days' || code === 'window-longer-than-run');
  const run = counted(days, 'day');
  return isShort ? `${size} that count, more than ${run} bring` : `${size}, ${run}`;
}
