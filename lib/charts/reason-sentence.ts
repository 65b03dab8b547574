import { questionClauses } from './question-clauses';
import type { Reason, ReasonCode } from '../model/reason';
import { formatRelative, formatShare } from './format';

/**
 * The sentence a person reads for a reason, its metric and variant as they are to be called. The p of its test by itself, with the level
 * that it was held against, is told only `withTest`. Escaping is the page's matter.
 */
export function reasonSentence(reason: Reason, { withTest = true } = {}): string {
  return SENTENCES[reason.code](reason, withTest ? testWords(reason) : lookWords(reason));
}

/** Whether a reason is what one test answered. */
export function isOfTest({ figures }: Reason): boolean {
  return figures['pOneSided'] !== undefined;
}

const SENTENCES: Readonly<Record<ReasonCode, (reason: Reason, test: string) => string>> = {
  'units-in-several-variants': (r) =>
    `${percent(r, 'share')} of the units were seen in more than one variant; from ${percent(r, 'limit')} on the comparison is not valid.`,
  'sample-ratio-mismatch': (r) =>
    `The variants’ sizes do not fit the planned split (${pStatement(r, 'p', 'level')}, alarm below ${figure(r, 'level')}).`,
  'segment-sample-ratio-mismatch': (r) =>
    `Where ${segmentWords(r)}, the variants’ sizes do not fit the planned split (${pStatement(r, 'p', 'level')} at any number of analyses, corrected for the number of segments, alarm below ${figure(r, 'level')}). It counts until somebody waives it and says why.`,
  'quality-metric-differs': (r, test) =>
    `Quality metric ${about(r)} differs from the control, which it must not${test}.`,
  'fixed-plan-not-ended': (r) =>
    `The plan allows one look, at its end; ${percent(r, 'informationFraction')} of the planned units are in.`,
  'look-not-reached': (r) => `The first planned look is at ${percent(r, 'firstLook')} of the planned units.`,
  'significantly-better': (r, test) => `Success metric ${about(r)} is significantly better${test}.`,
  'non-inferior': (r, test) => `Guardrail ${about(r)} is within its margin${test}.`,
  'significantly-worse': (r, test) => `Metric ${about(r)} is significantly worse${test}.`,
  'not-significantly-better': (r, test) => `Success metric ${about(r)} is not significantly better${test}.`,
  'not-significantly-worse': (r, test) => `Metric ${about(r)} is not significantly worse${test}.`,
  'quality-metric-agrees': (r, test) => `Quality metric ${about(r)} does not differ from the control${test}.`,
  'not-shown-non-inferior': (r, test) => `Guardrail ${about(r)} is not shown to be within its margin${test}.`,
  'beyond-margin': (r, test) => `Guardrail ${about(r)} is beyond its margin${test}.`,
  'not-shown-beyond-margin': (r, test) =>
    `Guardrail ${about(r)} is not shown to be beyond its margin${test}.`,
  'improvement-ruled-out': (r, test) =>
    `An improvement of ${about(r)} by the smallest effect of interest or more is ruled out${test}.`,
  'improvement-not-ruled-out': (r, test) =>
    `An improvement of ${about(r)} by the smallest effect of interest is not ruled out${test}.`,
  'improvement-still-possible': (r) =>
    `An improvement of up to ${relative(r, 'upToRelative')} is still possible.`,
  'conditional-power-low': (r) =>
    `Even if the improvement of ${about(r)} were ${percent(r, 'plannedEffectRelative')}, ${chanceLeft(r)}.`,
  'conditional-power-left': (r) =>
    `If the improvement of ${about(r)} were ${percent(r, 'plannedEffectRelative')}, ${chanceLeft(r)}.`,
  'metric-cannot-say': (r) =>
    r.question === undefined
      ? `Metric ${about(r)} has no figure to decide by.`
      : `There is no figure that says whether ${r.metric ?? 'a metric'} ${questionClauses[r.question]} in ${r.variant ?? 'a variant'}.`,
  'planned-by-days': () => 'The plan is of days, not of units, so its power was not planned.',
  'planned-size-not-reached': (r) =>
    r.figures['informationFraction'] === undefined
      ? 'No number of units was planned, so its power was not planned.'
      : `This look had ${percent(r, 'informationFraction')} of the planned units; the planned power holds only at 100\u202f%.`,
};

function segmentWords({ segment }: Reason): string {
  if (segment === undefined) return 'a segment is looked at by itself';
  return segment.value === null
    ? `${segment.attribute} is missing`
    : `${segment.attribute} = ${segment.value}`;
}

function chanceLeft(reason: Reason): string {
  const [chance, trend] = [chanceOf(reason, 'conditionalPower'), chanceOf(reason, 'currentTrend')];
  return `the chance to show it by the planned end would be ${chance} (advice to stop below ${percent(reason, 'leastConditionalPower')}; if it is as measured so far, ${trend})`;
}

/** Below a thousandth nobody reads the digits. */
function chanceOf(reason: Reason, name: string): string {
  return (reason.figures[name] ?? 1) < 1e-3 ? 'below 0.1\u202f%' : percent(reason, name);
}

function about(reason: Reason): string {
  return `${reason.metric ?? 'unknown'} in ${reason.variant ?? 'a variant'}`;
}

function lookWords({ figures: { pOneSided, look } }: Reason): string {
  if (pOneSided === undefined) return ' (at an earlier look)';
  return look === undefined ? '' : ` (at look ${look})`;
}

function testWords(reason: Reason): string {
  const { pOneSided, look } = reason.figures;
  if (pOneSided === undefined) return ' (at an earlier look)';
  const where = look === undefined ? '' : ` at look ${look}`;
  return ` (one-sided ${pStatement(reason, 'pOneSided', 'alphaOneSided')}, level ${figure(reason, 'alphaOneSided')}${where})`;
}

/** Below 0.0001 nobody reads the digits, unless the level they are compared with is as small. */
function pStatement(reason: Reason, name: string, levelName: string): string {
  const p = reason.figures[name];
  const isBeyondReading = p !== undefined && p < 1e-4 && (reason.figures[levelName] ?? 1) >= 1e-4;
  return isBeyondReading ? 'p < 0.0001' : `p = ${figure(reason, name)}`;
}

/** Three digits, and never a rounded zero: a p of 4e-12 is not "0.000". */
function figure(reason: Reason, name: string): string {
  const value = reason.figures[name];
  return value === undefined ? 'unknown' : String(Number(value.toPrecision(3)));
}

function percent(reason: Reason, name: string): string {
  const value = reason.figures[name];
  return value === undefined ? 'an unknown share' : formatShare(value);
}

function relative(reason: Reason, name: string): string {
  const value = reason.figures[name];
  return value === undefined ? 'an unknown size' : formatRelative(value);
}
