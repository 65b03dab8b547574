import type { AnalysisResult } from '../model/analysis-result';
import type { Decision, VariantVerdict } from '../model/decision';
import { endWithoutShipping } from '../decision/end-without-shipping';
import { futilityWords } from './futility-words';
import { harmClauses, improvementClauses, ruledOutWords } from './possible-changes';

/** A look's decision with what it was made of. */
export interface DecidedLook {
  readonly decision: Decision;
  readonly result: AnalysisResult;
  readonly running: boolean;
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
      return goesOn
        ? `Keep running ${name}: an improvement of ${ruledOutWords(result)} is ruled out so far; the rule stops for that at the planned size.`
        : `Stop ${name}: an improvement of ${ruledOutWords(result)} is ruled out.`;
    case 'futile': {
      const start = decision.outcome === 'stop-futility' && running ? `Stop ${name} for futility` : name;
      return `${start}: ${futilityWords(decision, running, contrast.treatment)}.`;
    }
    case 'undecided':
      return undecided(look, contrast.treatment, `${goesOn ? 'Keep running ' : ''}${name}`);
  }
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
