import { expect } from 'vitest';
import { possibleImprovement } from '@/lib/decision/decision-results';
import type { Verdict } from '@/lib/charts/verdict';
import type { AnalysisResult } from '@/lib/model/analysis-result';
import type { Answer } from '@/lib/model/answer';
import type { Decision, RunDecision } from '@/lib/model/decision';
import type { ContrastEffect, MetricResult } from '@/lib/model/metric-result';

/** What a page says of one look, and what it is said from. */
export interface ToldPage {
  readonly page: Verdict;
  readonly result: AnalysisResult;
  readonly decision: RunDecision;
  readonly told: Decision;
}

/** A figure of a page as a fraction, with half a unit of its last digit: what it may have been rounded by. */
interface Figure {
  readonly value: number;
  readonly rounding: number;
}

function figureOf(text: string): Figure {
  const digits = text.replaceAll(',', '').replace('\u2212', '-');
  const decimals = digits.split('.')[1]?.length ?? 0;
  return { value: Number(digits) / 100, rounding: 0.5001 * 10 ** -(decimals + 2) };
}

const percent = String.raw`([+\u2212]?[\d,]+(?:\.\d+)?)\u202f%`;
const possible = new RegExp(String.raw`(?:the improvement|it) may be up to ${percent}`, 'u');
const possibleFirst = new RegExp(String.raw`(?:^|; )up to ${percent} is still possible`, 'u');
const most = new RegExp(String.raw`it is at most ${percent}`, 'u');
const ruledOut = new RegExp(String.raw`${percent} or more is ruled out`, 'u');
const interval = new RegExp(
  String.raw`\(interval ([+\u2212]?[\d,.]+)(?:\u202f%)? to ([+\u2212]?[\d,.]+)(?:\u202f%)?\)`,
  'u',
);

function found(pattern: RegExp, text: string): Figure | null {
  const match = pattern.exec(text)?.[1];
  return match === undefined ? null : figureOf(match);
}

function expectFigure(figure: Figure | null, stored: number | null, where: string): void {
  if (figure === null) return;
  expect(stored, where).not.toBeNull();
  expect(Math.abs(figure.value - (stored ?? NaN)), where).toBeLessThanOrEqual(figure.rounding);
}

/**
 * What a sentence calls possible is the stored end of what improvement is possible; where it calls an improvement ruled out, it names an end below
 * that, its own or the interval's.
 */
export function expectPossibleAgrees(
  sentence: string,
  metric: MetricResult,
  one: ContrastEffect,
  smaller: Answer | undefined,
): void {
  const stored = possibleImprovement(metric, one);
  expectFigure(found(possible, sentence), stored, sentence);
  expectFigure(found(most, sentence), stored, sentence);
  const limit = found(ruledOut, sentence);
  const isShownNow =
    smaller?.atLook.ok === true && smaller.atLook.value.pOneSided < smaller.atLook.value.alphaOneSided;
  if (limit === null || !isShownNow) return;
  const ends = interval.exec(sentence)?.slice(1).map(figureOf) ?? [];
  const drawn = ends.at(metric.direction === 'higher-is-better' ? 1 : 0);
  const best =
    drawn === undefined ? Infinity : (metric.direction === 'higher-is-better' ? 1 : -1) * drawn.value;
  const named = found(most, sentence)?.value ?? (sentence.includes('none is left') ? 0 : Infinity);
  expect(Math.min(best, named), sentence).toBeLessThanOrEqual(limit.value);
}

/** What the page says first is possible is what the reason has, and what its only success metric's sentences have. */
export function expectHeadlineAgrees({ page, result, told }: ToldPage): void {
  const harmed = told.verdicts
    .filter(({ verdict }) => verdict === 'harm')
    .map(({ contrast }) => contrast.treatment);
  const ends = result.metrics
    .filter(({ role }) => role === 'success')
    .flatMap((metric) =>
      metric.effects
        .filter(({ contrast }) => !harmed.includes(contrast.treatment))
        .map((one) => ({ one, end: possibleImprovement(metric, one) })),
    );
  const isSettled = told.answers.some(({ question, rejected }) => question === 'smaller' && rejected);
  const first = found(possibleFirst, page.headline);
  if (first === null || isSettled) return;
  const largest = Math.max(...ends.map(({ end }) => end ?? Infinity));
  expectFigure(first, largest, page.headline);
  const reason = told.reasons.find(({ code }) => code === 'improvement-still-possible');
  if (reason !== undefined) expectFigure(first, reason.figures['upToRelative'] ?? null, page.headline);
}

/** What is ruled out stops a run at its planned size alone, and nothing on the page denies that it is ruled out. */
export function expectStopsAgree({ page, told, decision }: ToldPage): void {
  const { variants = [], rule = [], facts, headline, standing } = page;
  const all = [headline, ...variants, ...facts, ...rule, standing ?? ''];
  const says = (pattern: RegExp) => all.filter((sentence) => pattern.test(sentence));
  if (says(/is ruled out/u).length > 0)
    expect(says(/too few to rule out|nothing says how small|nothing is ruled out/u)).toEqual([]);
  const share = decision.look.informationFraction ?? 0;
  const stops = [headline, ...variants].filter((one) =>
    /^Stop[^;]*: an improvement of .* is ruled out/u.test(one),
  );
  if (share < 1) expect(stops, String(share)).toEqual([]);
  if (told.outcome === 'keep-running') expect(headline).not.toMatch(/^Stop: /u);
  // A share of the look, in the present tense, contradicts that of today.
  expect(rule.filter((one) => /planned units are in/u.test(one))).toEqual([]);
}
