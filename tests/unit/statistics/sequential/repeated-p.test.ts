import { describe, expect, it } from 'vitest';
import { groupSequentialBounds, nominalAlphaPerSide, repeatedP } from '@/lib/statistics';
import { refusal, valueOf } from '@/tests/support/outcomes';

const spendings = ['obrien-fleming', 'pocock', 'power:2'] as const;

/** What the newest look's one-sided p is held against when so much may be spent over all looks. */
function levelAtLook(
  spending: (typeof spendings)[number],
  informationFractions: readonly number[],
  alpha: number,
) {
  const bounds = valueOf(groupSequentialBounds({ spending, informationFractions, alpha, sides: 1 }));
  return valueOf(nominalAlphaPerSide(bounds.at(-1) ?? NaN));
}

// Figures by another program: tests/golden (decisions.json, held-out-decisions.json).
describe('the repeated p', () => {
  it.each(spendings)('is the level over all looks whose newest bound is just met: %s', (spending) => {
    for (const fractions of [[0.3], [0.3, 0.8], [0.3, 0.8, 1.05]]) {
      for (const alpha of [0.2, 0.025, 1e-5]) {
        const pOneSided = levelAtLook(spending, fractions, alpha);
        const found = valueOf(repeatedP({ spending, informationFractions: fractions, pOneSided }));
        expect(found / alpha).toBeCloseTo(1, 6);
      }
    }
  });

  it('is never less than the p of the look alone, and is the p of a single look at the end', () => {
    const at = (informationFractions: readonly number[], pOneSided: number) =>
      valueOf(repeatedP({ spending: 'pocock', informationFractions, pOneSided }));
    expect(at([0.5], 0.01)).toBeGreaterThan(0.01);
    expect(at([1], 0.01)).toBeCloseTo(0.01, 9);
    expect(at([0.5], 0)).toBe(0);
    expect(at([0.5], 1)).toBe(1);
  });

  it('is 1 after a look that spent all', () => {
    const spent = { spending: 'obrien-fleming', informationFractions: [1, 1.2], pOneSided: 1e-9 } as const;
    expect(valueOf(repeatedP(spent))).toBe(1);
  });

  it('refuses what is no p, and looks out of order', () => {
    const design = { spending: 'pocock', informationFractions: [0.5] } as const;
    expect(refusal(repeatedP({ ...design, pOneSided: 1.1 })).reason).toBe('invalid-input');
    expect(refusal(repeatedP({ ...design, informationFractions: [0.5, 0.4], pOneSided: 0.1 })).reason).toBe(
      'invalid-input',
    );
  });
});
