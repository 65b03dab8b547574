import type { AnalysisResult } from '../model/analysis-result';
import type { Decision, RunDecision, VariantVerdict } from '../model/decision';
import { endWithoutShipping } from '../decision/end-without-shipping';
import { futilityWords } from './futility-words';
import { harmClauses, improvementClauses, ruledOutWords } from './possible-changes';

/** A look's decision with what it was made of. */
export interface DecidedLook {
  readonly decision: Decision;
  readonly result: AnalysisResult;
  readonly running: boolean;
  /** The planned size was there in matured units: what is ruled out stops a variant then, and not before. */
  readonly isOfWholeSize: boolean;
}

/** Whether a look had its planned units; not where none were planned. Earlier engines kept the fractions of the looks alone. */
export function isOfWholeSize(look: RunDecision['look'] | undefined): boolean {
  if (look === undefined) return false;
  const { informationFraction = look.taken ? look.lookFractions.at(-1) : null } = look;
  return (informationFraction ?? 0) >= 1;
}

/**
 * The verdict of each variant in one sentence, where there are several: each has its own, whatever becomes of the others. None of
 * decisions that kept none.
 */
export function variantVerdicts(look: DecidedLook): readonly string[] {
  const { verdicts } = look.decision;
  return verdicts.length < 2 ? [] : verdicts.map((one) => sentenceOf(look, one));
}

function sentenceOf(look: DecidedLook, { contrast, verdict }: VariantVerdict): string {
  const { decision, result, running } = look;
  const name = nameOfVariant(result, contrast.treatment);
  const goesOn = running && decision.outcome === 'keep-running';
  switch (verdict) {
    case 'ship':
      return contrast.treatment === decision.variant
        ? `Ship ${name}.`
        : `${name} may ship too: the rule takes the variant with the smallest p.`;
    case 'harm':
      return `Stop ${name}: it does harm.`;
    case 'quality':
      return `${name}: a metric moved that must not.`;
    case 'ruled-out':
      return ruledOut(look, name);
    case 'futile': {
      const start = decision.outcome === 'stop-futility' && running ? `Stop ${name} for futility` : name;
      return `${start}: ${futilityWords(decision, running, contrast.treatment)}.`;
    }
    case 'undecided':
      return undecided(look, contrast.treatment, `${goesOn ? 'Keep running ' : ''}${name}`);
  }
}

function ruledOut({ decision, result, running, isOfWholeSize: isWhole }: DecidedLook, name: string): string {
  const is = `an improvement of ${ruledOutWords(result)} is ruled out`;
  if (isWhole) return `Stop ${name}: ${is}.`;
  const rest = 'the rule stops for that at the planned size';
  if (running && decision.outcome === 'keep-running') return `Keep running ${name}: ${is} so far; ${rest}.`;
  if (running && decision.outcome === 'stop-futility')
    return `Stop ${name} for futility: ${is} so far; ${rest}.`;
  return `${name}: ${is} so far, before the planned size.`;
}

function undecided({ decision, result, running }: DecidedLook, variant: string, start: string): string {
  const own = decision.answers.filter(({ contrast }) => contrast.treatment === variant);
  if (own.length > 0 && endWithoutShipping(own) === 'cannot-say')
    return `${start}: ${nothingJudged(result)}.`;
  const isShown = own.some(({ question, rejected }) => question === 'better' && rejected);
  if (isShown || result.metrics.every(({ role }) => role !== 'success')) {
    return `${start}: ${isShown ? 'an improvement is shown, but ' : ''}not every guardrail is shown to be within its margin.`;
  }
  const yet = running && decision.outcome === 'keep-running' ? 'is shown yet' : 'was shown';
  const of = { decision, result, variants: [variant] };
  const clauses = [`no improvement ${yet}`, ...improvementClauses(of), ...harmClauses(of)];
  return `${start}: ${clauses.join('; ')}.`;
}

/** What a variant needs to ship was not tested; a roll-out has no success metric. */
export function nothingJudged({ metrics }: AnalysisResult): string {
  const isRollOut = metrics.every(({ role }) => role !== 'success');
  return isRollOut ? 'no guardrail could be judged' : 'no success metric could be judged';
}

export function nameOfVariant({ variants }: AnalysisResult, variant: string): string {
  return variants.find(({ key }) => key === variant)?.name ?? variant;
}
