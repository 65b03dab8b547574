import { earlyStopEstimates } from '../model/early-stop-estimates';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { RunDecision } from '../model/decision';
import type { Cell, ColumnType } from './table';

/** An effect allowing for the early stop: median-unbiased, with its 95 % interval, as of the look that ended it. */
export const stoppedColumnTypes = {
  stopped_at_look: 'count',
  stopped_measured: 'number',
  stopped_difference: 'number',
  stopped_lower: 'number',
  stopped_upper: 'number',
  stopped_relative_difference: 'number',
  stopped_relative_lower: 'number',
  stopped_relative_upper: 'number',
  stopped_p: 'number',
} as const satisfies Readonly<Record<string, ColumnType>>;

type StoppedRow = { readonly [Name in keyof typeof stoppedColumnTypes]?: Cell | undefined };

/** Empty where the page shows none: before a decision ends the run, and at the planned size. */
export function stoppedColumns(metric: string, contrast: Contrast, decision: RunDecision | null): StoppedRow {
  const found = earlyStopEstimates(decision).find(
    (one) => one.metric === metric && isSameContrast(one.contrast, contrast),
  );
  if (found === undefined) return {};
  const { look, measured, difference, interval, relative, stagewiseP } = found;
  return {
    stopped_at_look: look,
    stopped_measured: measured,
    stopped_difference: difference,
    stopped_lower: interval.lower,
    stopped_upper: interval.upper,
    ...(relative.ok && {
      stopped_relative_difference: relative.value.difference,
      stopped_relative_lower: relative.value.interval.lower,
      stopped_relative_upper: relative.value.interval.upper,
    }),
    stopped_p: stagewiseP,
  };
}
