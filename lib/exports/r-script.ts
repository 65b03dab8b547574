import { commentLine } from './comment-line';
import type { ExportedAnalysis } from './notebook';
import { rCheck } from './r-check';
import { rFutility } from './r-futility';
import { rLevels } from './r-levels';
import { rMethod } from './r-method';
import { rRelative } from './r-relative';
import type { EffectFacts, ExpectedFigures } from './effect-facts';
import type { Recomputation } from './recomputation';

/**
 * What the script computes: effects and their plain intervals, of proportions with few events p alone. Tests of the plan, ends, words, and
 * what needs a root (an inversion of the mid-p, an estimate after an early stop, a bound of a look to come) are the notebook's; the script
 * says so.
 */
export function factsForR(facts: Recomputation): Recomputation {
  const isFew = ({ method }: Pick<EffectFacts, 'method'>) => method === 'mid-p';
  const leaves =
    facts.effects.some((effect) => effect.rule !== null || effect.stopped !== null || isFew(effect)) ||
    facts.segments.some((by) => by.segments.some(isFew));
  return {
    ...facts,
    plan: { ...facts.plan, futility: null },
    effects: facts.effects.map((effect) => ({
      ...effect,
      ...withoutRootsOf(effect),
      ...{ rule: null, stopped: null, futility: null },
    })),
    segments: facts.segments.map((by) => ({
      ...by,
      segments: by.segments.map((one) => ({ ...one, expected: withoutEnds(one) })),
    })),
    notRecomputed: [...facts.notRecomputed, ...(leaves ? [leftToTheNotebook] : [])],
  };
}

const leftToTheNotebook = {
  metric: null,
  variant: null,
  what: 'tests of the plan, the two ends of their interval, words, estimates after an early stop, what futility is computed from, and of proportions with few events everything but p',
  why: 'The notebook computes them again.',
};

function withoutRootsOf(effect: EffectFacts) {
  return effect.method === 'mid-p' ? { nonInferiority: null, expected: withoutEnds(effect) } : {};
}

function withoutEnds({ method, expected }: Pick<EffectFacts, 'method' | 'expected'>): ExpectedFigures {
  if (method !== 'mid-p') return expected;
  const { difference, standardError, degreesOfFreedom, statistic, pTwoSided, pGreater, pLess } = expected;
  return { difference, standardError, degreesOfFreedom, statistic, pTwoSided, pGreater, pLess };
}

/** A script for base R that computes the analysis again and stops where a figure differs. */
export function rScriptOf(about: ExportedAnalysis, facts: Recomputation): string {
  const title = `# ${commentLine(`${about.experiment}, run ${String(about.run)}, analysis ${about.analysis}, evidence up to ${about.horizon.toISOString()}`)}`;
  const purpose =
    '# Computed again from the stored moments, with base R alone. The last lines that it prints name what is not, and why.';
  return [
    `${title}\n${purpose}\n`,
    rMethod,
    rRelative,
    rLevels,
    rFutility,
    `facts <- ${literal(factsForR(facts))}\n`,
    rCheck,
  ].join('\n');
}

/** A value as R writes it: numbers side by side become a vector, everything else a list; null is NULL, also in a list. */
function literal(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (Array.isArray(value)) {
    const isVector = value.length > 0 && value.every((one) => typeof one === 'number');
    return `${isVector ? 'c' : 'list'}(${value.map(literal).join(', ')})`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `\`${memberName(name)}\` = ${literal(member)}`,
    );
    return `list(${members.join(',\n')})`;
  }
  return 'NULL';
}

/** R reads JSON's escapes as JSON does, but for characters beyond 16 bits, which it writes otherwise. */
function text(value: string): string {
  return JSON.stringify(value).replace(/[\u{7f}-\u{10ffff}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff ? `\\U${hexadecimal(point, 8)}` : `\\u${hexadecimal(point, 4)}`;
  });
}

const hexadecimal = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const memberName = (value: string) => value.replace(/[^\w.:-]/g, '_');
