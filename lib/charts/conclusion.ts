import type { AnalysisResult } from '../model/analysis-result';
import type { Decision } from '../model/decision';
import { formatRelative } from './format';
import { futilityWords } from './futility-words';
import { improvementClauses, ruledOutWords } from './possible-changes';
import type { Tone } from './reading';
import { hasRuleIntervals } from './change-words';
import { nameOfVariant as nameOf, nothingJudged } from './variant-verdict';

interface Conclusion {
  readonly tone: Tone;
  readonly headline: string;
}

/** What a decision comes to, in one line. */
export function conclusion(decision: Decision, result: AnalysisResult, running: boolean): Conclusion {
  const { outcome, variant } = decision;
  switch (outcome) {
    case 'ship':
      return { tone: 'good', headline: `Ship ${nameOf(result, variant ?? '')}` };
    case 'stop-harm':
      return { tone: 'bad', headline: harmHeadline(decision, result) };
    case 'stop-no-effect':
      return { tone: 'open', headline: neutralHeadline(decision, result) };
    case 'stop-guardrail':
      return { tone: 'open', headline: heldHeadline(decision) };
    case 'cannot-say':
      return { tone: 'unknown', headline: `Cannot say: ${nothingJudged(result)}` };
    case 'stop-futility':
      return futile(decision, result, running);
    case 'invalid':
      return { tone: 'bad', headline: 'Not valid: do not read the effects' };
    case 'keep-running':
      return goesOn(decision, result, running);
  }
}

/** A variant that harms is stopped, whatever becomes of the others. */
function goesOn(decision: Decision, result: AnalysisResult, running: boolean): Conclusion {
  if (harmedIn(decision).length > 0) {
    const others = running ? '; keep running the others' : '';
    return { tone: 'bad', headline: `${harmHeadline(decision, result)}${others}` };
  }
  if (running) return { tone: 'open', headline: 'Keep running' };
  const ended = isOfNoSize(decision)
    ? 'Ended without a planned number of units'
    : 'Ended before its planned size';
  return { tone: 'open', headline: `${ended}: no conclusion` };
}

function isOfNoSize({ reasons }: Decision): boolean {
  return reasons.some(
    ({ code, figures }) =>
      code === 'planned-by-days' ||
      (code === 'planned-size-not-reached' && figures['informationFraction'] === undefined),
  );
}

/** A recommendation: what was harmed is stopped in any case. */
function futile(decision: Decision, result: AnalysisResult, running: boolean): Conclusion {
  const words = futilityWords(decision, running);
  if (harmedIn(decision).length === 0) {
    const start = running ? 'Stop for futility' : 'Ended after advice to stop for futility';
    return { tone: 'open', headline: `${start}: ${words}` };
  }
  const others = running ? 'stop the others for futility' : 'the others were to be stopped for futility';
  return { tone: 'bad', headline: `${harmHeadline(decision, result)}; ${others}: ${words}` };
}

export function harmedIn({ verdicts }: Decision): readonly string[] {
  return verdicts.filter(({ verdict }) => verdict === 'harm').map(({ contrast }) => contrast.treatment);
}

function harmHeadline(decision: Decision, result: AnalysisResult): string {
  const names = harmedIn(decision).map((variant) => nameOf(result, variant));
  if (names.length === 0) return 'Stop: it does harm';
  return names.length === 1
    ? `Stop ${names.join('')}: it does harm`
    : `Stop ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}: they do harm`;
}

function neutralHeadline(decision: Decision, result: AnalysisResult): string {
  const { powered, answers, reasons, significant } = decision;
  // An engine before 8 asked neither whether an improvement is ruled out nor how large it may be.
  if (significant !== undefined) {
    return powered
      ? 'Stop: nothing was shown at the planned size'
      : 'Stop: nothing was shown, and too little was seen to rule it out';
  }
  if (powered) return `Stop: an improvement of ${ruledOutWords(result)} is ruled out`;
  // A decision stored before it had an outcome of its own.
  if (isShownBetter(answers)) return heldHeadline({ answers });
  const start = 'Stop: no improvement was shown';
  if (hasRuleIntervals(result)) {
    const variants = variantsJudged(decision, result);
    return [start, ...improvementClauses({ decision, result, variants })].join('; ');
  }
  const possible = reasons.find(({ code }) => code === 'improvement-still-possible')?.figures['upToRelative'];
  return possible === undefined || possible <= 0
    ? start
    : `${start}; up to ${formatRelative(possible)} is still possible`;
}

/** Those that were not stopped for harm. */
function variantsJudged(decision: Decision, { variants, control }: AnalysisResult): readonly string[] {
  const harmed = harmedIn(decision);
  return variants.map(({ key }) => key).filter((key) => key !== control && !harmed.includes(key));
}

function heldHeadline({ answers }: Pick<Decision, 'answers'>): string {
  const rest = 'not every guardrail is shown to be within its margin';
  return isShownBetter(answers) ? `Stop: an improvement is shown, but ${rest}` : `Stop: ${rest}`;
}

const isShownBetter = (answers: Decision['answers']) =>
  answers.some(({ question, rejected }) => question === 'better' && rejected);
