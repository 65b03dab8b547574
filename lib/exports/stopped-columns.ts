import { earlyStopEstimates } from '../model/early-stop-estimates';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { RunDecision } from '../model/decision';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { Cell, ColumnType } from './table';

/** An effect allowing for the early stop: median-unbiased, with the interval of the rule’s two levels, as of the look that ended it. */
export const stoppedColumnTypes = {
  stopped_at_look: 'count',
  stopped_question: 'text',
  stopped_measured: 'number',
  stopped_measured_relative: 'number',
  stopped_difference: 'number',
  stopped_lower: 'number',
  stopped_upper: 'number',
  stopped_relative_difference: 'number',
  stopped_relative_lower: 'number',
  stopped_relative_upper: 'number',
  stopped_lower_alpha: 'number',
  stopped_upper_alpha: 'number',
  stopped_p: 'number',
  stopped_cannot_say: 'text',
} as const satisfies Readonly<Record<string, ColumnType>>;

type StoppedRow = { readonly [Name in keyof typeof stoppedColumnTypes]?: Cell | undefined };

/** Empty where the page shows none: of a run that goes on, or was not ended early by what was shown. */
export function stoppedColumns(metric: string, contrast: Contrast, decision: RunDecision | null): StoppedRow {
  const found = earlyStopEstimates(decision).find(
    (one) => one.metric === metric && isSameContrast(one.contrast, contrast),
  );
  if (found === undefined) return refused(metric, contrast, decision);
  const { look, question, measured, measuredRelative, difference, interval, relative } = found;
  const { alphaOneSided, stagewiseP } = found;
  return {
    stopped_at_look: look,
    stopped_question: question,
    stopped_measured: measured,
    ...(measuredRelative.ok && { stopped_measured_relative: measuredRelative.value }),
    stopped_difference: difference,
    stopped_lower: interval.lower,
    stopped_upper: interval.upper,
    ...(relative.ok && {
      stopped_relative_difference: relative.value.difference,
      stopped_relative_lower: relative.value.interval.lower,
      stopped_relative_upper: relative.value.interval.upper,
    }),
    stopped_lower_alpha: alphaOneSided.lower,
    stopped_upper_alpha: alphaOneSided.upper,
    stopped_p: stagewiseP,
  };
}

function refused(metric: string, contrast: Contrast, decision: RunDecision | null): StoppedRow {
  const found = decision?.stoppedRefusals?.find(
    (one) => one.metric === metric && isSameContrast(one.contrast, contrast),
  );
  return found === undefined
    ? {}
    : { stopped_at_look: found.look, stopped_cannot_say: cannotSaySentence(found.why) };
}
