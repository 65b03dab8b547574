import { commentLine } from './comment-line';
import type { ExportedAnalysis } from './notebook';
import { rCheck } from './r-check';
import { rLevels } from './r-levels';
import { rMethod } from './r-method';
import { rRelative } from './r-relative';
import type { EffectFacts } from './effect-facts';
import type { Recomputation } from './recomputation';

/**
 * What the script computes: of proportions with few events p alone, and no estimate after an early stop. Those need the inversion of the
 * mid-p and the stagewise ordering, which the notebook has.
 */
export function factsForR(facts: Recomputation): Recomputation {
  return {
    ...facts,
    effects: facts.effects.map((effect) => ({ ...effect, ...withoutRootsOf(effect), stopped: null })),
  };
}

function withoutRootsOf({ method, expected }: EffectFacts) {
  if (method !== 'mid-p') return {};
  const { difference, standardError, degreesOfFreedom, statistic, pTwoSided, pGreater, pLess } = expected;
  const left = { difference, standardError, degreesOfFreedom, statistic, pTwoSided, pGreater, pLess };
  return { rule: null, nonInferiority: null, expected: left };
}

/** A script for base R that computes every figure of the analysis again and stops where one differs. */
export function rScriptOf(about: ExportedAnalysis, facts: Recomputation): string {
  const title = `# ${commentLine(`${about.experiment}, run ${String(about.run)}, analysis ${about.analysis}, evidence up to ${about.horizon.toISOString()}`)}`;
  const purpose = '# Every figure is computed again from the stored moments, with base R alone.';
  return [
    `${title}\n${purpose}\n`,
    rMethod,
    rRelative,
    rLevels,
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
