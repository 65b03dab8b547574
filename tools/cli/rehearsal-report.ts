import type { PlantedComparison } from '../../lib/simulator/comparison';
import type { Scenario } from '../../lib/simulator/scenario';
import type { RehearsalOutcome, RehearsedAnalysis } from '../../lib/rehearsal/rehearse';
import { changeWords, intervalName } from '../../lib/charts/change-words';
import { formatConfidence, formatRelative } from '../../lib/charts/format';
import { ruleLevels } from '../../lib/charts/rule-levels';
import type { AnalysisResult } from '../../lib/model/analysis-result';
import { cannotSaySentence } from '../../lib/sentences/cannot-say';

/** A rehearsal as text for a terminal: what each analysis concluded, and the last look beside what was planted. */
export function rehearsalReport(scenario: Scenario, outcome: RehearsalOutcome): string {
  const { analyses } = outcome;
  const last = analyses.at(-1);
  const lastLook = analyses.findLast(({ lookNumber }) => lookNumber !== null);
  return [
    ...analyses.filter(isTold).map(analysisLine),
    ...endLines(scenario, outcome),
    '',
    ...(last === undefined ? [] : faultLines(scenario, last)),
    ...(lastLook === undefined
      ? ['No look was taken, so no effect may be read.']
      : [
          '',
          `Look ${String(lastLook.lookNumber)}, day ${String(lastLook.day)}:`,
          ...table(lastLook),
          '',
          ...intervalLines(lastLook),
        ]),
  ].join('\n');
}

/** How it ended, and of a plan that states futility whether a look advised to stop. */
function endLines(
  { leastConditionalPower, stopWhenDecided }: Scenario,
  { stoppedOnDay, futilityAdvisedOnDay }: Pick<RehearsalOutcome, 'stoppedOnDay' | 'futilityAdvisedOnDay'>,
): string[] {
  const isAdvised = stoppedOnDay !== null && stoppedOnDay === futilityAdvisedOnDay;
  const why = isAdvised ? 'as a look advised, for futility' : 'by what the analysis decided';
  const end =
    stoppedOnDay === null
      ? 'The experiment ran to its end.'
      : `Stopped after day ${String(stoppedOnDay)} ${why}.`;
  if (leastConditionalPower === null || isAdvised) return [end];
  if (futilityAdvisedOnDay === null) return [end, 'No look advised to stop for futility.'];
  const ranOn = stopWhenDecided ? '' : ' The rehearsal ran on: stopWhenDecided is false.';
  return [end, `On day ${String(futilityAdvisedOnDay)} a look advised to stop for futility.${ranOn}`];
}

/** Of analyses that are no looks only the last says anything new. */
function isTold(
  { lookNumber }: RehearsedAnalysis,
  index: number,
  all: readonly RehearsedAnalysis[],
): boolean {
  return lookNumber !== null || index === all.length - 1;
}

/** Day, units, look, what was decided and why. */
export function analysisLine({ day, lookNumber, result, decision: { decision } }: RehearsedAnalysis): string {
  const units = result.variants.reduce((sum, variant) => sum + variant.units, 0);
  const look = lookNumber === null ? 'no look' : `look ${String(lookNumber)}`;
  const decided = decision.ok ? decision.value.outcome : `cannot say: ${cannotSaySentence(decision)}`;
  const [first] = decision.ok ? decision.value.reasons : [];
  const about = [first?.metric, first?.variant].filter((name) => typeof name === 'string').join(' in ');
  const why = first === undefined ? '' : ` (${first.code}${about === '' ? '' : `: ${about}`})`;
  return `Day ${String(day)}  ${units.toLocaleString('en')} units  ${look}  ${decided}${why}`;
}

function faultLines({ faults }: Scenario, { result: { health } }: RehearsedAnalysis): string[] {
  const lost = Object.entries(faults.lostExposures).filter(([, share]) => share > 0);
  const planted =
    lost.length === 0
      ? 'none planted'
      : `planted: ${lost.map(([variant, share]) => `${percent(share)} of ${variant} lost`).join(', ')}`;
  const decides = health.sequentialSampleRatio ?? health.sampleRatio;
  const p = decides.ok ? `p = ${digits(decides.value.p)}` : cannotSaySentence(decides);
  return [`Sample ratio  ${planted}; ${health.sampleRatioAlarm ? 'ALARM' : 'no alarm'} (${p})`];
}

const heading = ['metric', 'variant', 'segment', 'planted', 'found', 'interval', 'level', ''];

function table({ planted, result }: RehearsedAnalysis): string[] {
  const rows = [heading, ...planted.map((one) => rowOf(one, result))];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(
  { metric, variant, segment, planted, found }: PlantedComparison,
  { metrics }: AnalysisResult,
): string[] {
  const where = segment === null ? 'all' : `${segment.attribute} = ${segment.value}`;
  const start = [metric, variant, where, formatRelative(planted)];
  if (!found.ok) return [...start, `cannot say: ${cannotSaySentence(found)}`];
  const measured = metrics.find(({ key }) => key === metric);
  if (measured === undefined) return start;
  const { alphaTwoSided, inside } = found.value;
  return [
    ...start,
    ...changeWords(measured, found.value),
    percent(1 - alphaTwoSided),
    inside === null ? 'cannot say' : inside ? 'inside' : 'OUTSIDE',
  ];
}

/** What the intervals are: the words of the result page. */
function intervalLines({ planted, result }: RehearsedAnalysis): string[] {
  const ofSegments = planted.some(({ segment }) => segment !== null)
    ? [`Of a segment: its own ${formatConfidence(result.alphaTwoSided)} interval, not corrected.`]
    : [];
  return [
    `Of all units: ${intervalName(result)}. Its level is what both ends leave.`,
    ...ruleLevels(result.metrics),
    ...ofSegments,
  ];
}

function percent(share: number): string {
  return `${digits(share * 100)} %`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
