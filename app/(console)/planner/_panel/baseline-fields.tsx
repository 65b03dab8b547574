import { Checkbox } from '@mantine/core';
import { NumberField } from '@/components/number-field';
import type { FieldErrors } from '@/components/field-errors';
import { formatCount, formatMoment, formatShare } from '@/lib/charts/format';
import type { PlannedBaseline } from '@/lib/model/planning';
import { ownMember } from '@/lib/model/own-member';
import type { Draft } from '../../experiments/_editor/draft';
import { PercentInput } from '../../experiments/_editor/percent-input';
import type { MeasuredFigures, PlannerMetric, TypedBaseline, TypedFigures } from './planned-design';

interface BaselineFieldsProps {
  readonly draft: Pick<Draft, 'metrics'>;
  readonly metrics: readonly PlannerMetric[];
  readonly typed: TypedFigures;
  readonly measured: MeasuredFigures;
  /** By place in the planner's input. */
  readonly errors: FieldErrors;
  readonly onChange: (typed: TypedFigures) => void;
}

/** What each metric is like before the experiment: measured over the last 28 days, unless somebody knows better. */
export function BaselineFields({ draft, metrics, typed, measured, errors, onChange }: BaselineFieldsProps) {
  return (
    <ul className="planner-baselines">
      {draft.metrics.map(({ metric }, index) => {
        const known = metrics.find(({ key }) => key === metric);
        const own = ownMember(typed.baselines, metric) ?? {
          mean: '',
          deviation: '',
          isShare: known?.isShare ?? false,
        };
        return (
          <BaselineRow
            key={metric}
            name={known?.name ?? metric}
            asksForKind={known === undefined}
            own={own}
            measured={ownMember(measured.baselines, metric)}
            error={(field) => ownMember(errors, `metrics.${String(index)}.baseline.${field}`)}
            onChange={(baseline) =>
              onChange({ ...typed, baselines: { ...typed.baselines, [metric]: baseline } })
            }
          />
        );
      })}
    </ul>
  );
}

interface BaselineRowProps {
  readonly name: string;
  /** Nobody has defined the metric: it may be a share or not. */
  readonly asksForKind: boolean;
  readonly own: TypedBaseline;
  readonly measured: PlannedBaseline | undefined;
  readonly error: (field: 'mean' | 'variance') => string | undefined;
  readonly onChange: (own: TypedBaseline) => void;
}

function BaselineRow({ name, asksForKind, own, measured, error, onChange }: BaselineRowProps) {
  const note = measured === undefined ? 'No data yet: type a baseline' : undefined;
  return (
    <li className="planner-baseline">
      <p className="planner-baseline-name">
        {name}
        <span>{measuredWords(measured)}</span>
      </p>
      {own.isShare ? (
        <PercentInput
          label={`Baseline of ${name}`}
          placeholder={note ?? formatShare(measured?.mean ?? 0)}
          value={own.mean}
          error={error('mean')}
          onChange={(mean) => onChange({ ...own, mean })}
        />
      ) : (
        <>
          <NumberField
            label={`Mean of ${name}`}
            placeholder={note ?? formatMoment(measured?.mean ?? 0)}
            value={own.mean}
            error={error('mean')}
            onChange={(mean) => onChange({ ...own, mean })}
          />
          <NumberField
            label="Standard deviation"
            placeholder={measured === undefined ? 'Of one unit' : formatMoment(Math.sqrt(measured.variance))}
            value={own.deviation}
            error={error('variance')}
            onChange={(deviation) => onChange({ ...own, deviation })}
          />
        </>
      )}
      {asksForKind && (
        <Checkbox
          label="A share of units"
          checked={own.isShare}
          onChange={(event) => onChange({ ...own, isShare: event.currentTarget.checked })}
        />
      )}
    </li>
  );
}

function measuredWords(measured: PlannedBaseline | undefined): string {
  if (measured === undefined) return 'Not measured';
  const reduction =
    measured.varianceReduction > 0
      ? `, CUPED takes ${formatShare(Number(measured.varianceReduction.toFixed(2)))} of the variance`
      : '';
  return `Measured on ${formatCount(measured.units ?? 0)} units of the last 28 days${reduction}`;
}
