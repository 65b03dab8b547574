import { describe, expect, it } from 'vitest';
import { drawArmScores, scoreIndex } from '@/lib/decision/planning/arm-scores';
import { seededUniform } from '@/tests/support/seeded-random';

const wanted = { simulations: 500, arms: 2, metrics: 2, looks: [0.4, 1], correlations: null };

describe('the draws of simulated experiments', () => {
  it('have at every look, arm and metric the mean 0 and the variance 1 that they have in truth', () => {
    for (const correlations of [
      null,
      [
        [1, 0.5],
        [0.5, 1],
      ],
    ]) {
      const draws = drawArmScores({ ...wanted, correlations }, seededUniform(3));
      if (draws === null) throw new Error('No draws.');
      for (let column = 0; column < 8; column += 1) {
        const scores = Array.from({ length: 500 }, (_, row) => draws.scores[row * 8 + column] ?? NaN);
        const mean = scores.reduce((sum, score) => sum + score, 0) / 500;
        expect(mean).toBeCloseTo(0, 12);
        expect(scores.reduce((sum, score) => sum + score ** 2, 0) / 500).toBeCloseTo(1, 12);
      }
    }
  });

  it('remember at the last look what was seen at the one before', () => {
    const draws = drawArmScores(wanted, seededUniform(3));
    if (draws === null) throw new Error('No draws.');
    let product = 0;
    for (let i = 0; i < 500; i += 1) {
      const at = (look: number) => draws.scores[scoreIndex(draws, i, look, 1)] ?? NaN;
      product += at(0) * at(1);
    }
    // The correlation of two looks is the root of the ratio of their information.
    expect(Math.abs(product / 500 - Math.sqrt(0.4))).toBeLessThan(0.1);
  });
});
