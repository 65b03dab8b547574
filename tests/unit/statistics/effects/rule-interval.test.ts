import { describe, expect, it } from 'vitest';
import { intervalEnd, marginTest, type ArmEstimate } from '@/lib/statistics';
import { refusal, valueOf } from '@/tests/support/outcomes';

// scipy 1.11 (df of the difference, roots of (m1 - (1 + r) m0)^2 = q^2 (v1 + (1 + r)^2 v0)):
//   v0, v1 = 9 / 900, 8 / 800; df = (v0 + v1)**2 / (v0**2 / 899 + v1**2 / 799); q = stats.t.isf(.0125, df)
const control: ArmEstimate = { estimate: 10, samplingVariance: 9 / 900, degreesOfFreedom: 899 };
const treatment: ArmEstimate = { estimate: 9.7, samplingVariance: 8 / 800, degreesOfFreedom: 799 };
const quantile = 2.243399276881555;

describe('one end of an interval', () => {
  it('lies its own quantile from the estimate, absolute and relative', () => {
    const lower = intervalEnd(control, treatment, { side: 'lower', quantile });
    expect(valueOf(lower.difference)).toBeCloseTo(-0.6172645683183897, 12);
    expect(valueOf(lower.relative)).toBeCloseTo(-0.060777435193127394, 12);
    const upper = intervalEnd(control, treatment, { side: 'upper', quantile: 1.5 });
    expect(valueOf(upper.difference)).toBeCloseTo(-0.08786796564403646, 12);
    expect(valueOf(upper.relative)).toBeCloseTo(-0.008880781412970329, 12);
  });

  it('is relative to the size of a negative control mean', () => {
    const mirrored = (arm: ArmEstimate) => ({ ...arm, estimate: -arm.estimate });
    const upper = intervalEnd(mirrored(control), mirrored(treatment), { side: 'upper', quantile });
    expect(valueOf(upper.difference)).toBeCloseTo(-(-0.6172645683183897), 12);
    expect(valueOf(upper.relative)).toBeCloseTo(-(-0.060777435193127394), 12);
  });

  it('is refused where there is no error to spend, and relatively where the control mean may be 0', () => {
    const none = intervalEnd(control, treatment, { side: 'lower', quantile: Infinity });
    expect(refusal(none.difference).reason).toBe('look-not-reached');
    const near = { ...control, estimate: 0.2 };
    const end = intervalEnd(near, treatment, { side: 'lower', quantile });
    expect(end.difference.ok).toBe(true);
    expect(refusal(end.relative).reason).toBe('control-mean-not-distinguishable-from-zero');
  });
});

describe('the test of a margin', () => {
  const options = { relativeMargin: 0.05, higherIsBetter: true, quantile };

  it('has the degrees of freedom of the difference, and both tails', () => {
    const test = valueOf(marginTest(control, treatment, options));
    expect(test.degreesOfFreedom).toBeCloseTo(1692.1107184923437, 9);
    expect(test.statistic).toBeCloseTo(1.4499988671888224, 12);
    expect(test.p).toBeCloseTo(0.07362207744793199, 12);
    expect(test.pBeyond).toBeCloseTo(1 - 0.07362207744793199, 12);
  });

  it.each([true, false])(
    'rejects exactly where Fieller’s end lies beyond the margin (higher is better: %s)',
    (up) => {
      for (const estimate of [9.1, 9.5, 9.7, 9.9, 10.1, 10.5, 10.9]) {
        const at = { ...treatment, estimate };
        const test = valueOf(marginTest(control, at, { ...options, higherIsBetter: up }));
        const side = up ? 'lower' : 'upper';
        const end = valueOf(intervalEnd(control, at, { side, quantile }).relative);
        expect(test.statistic > quantile).toBe((up ? end : -end) > -0.05);
      }
    },
  );

  it('counts an error that both arms have as often as the margin is wide', () => {
    const varianceShared = 0.04;
    const test = valueOf(marginTest(control, treatment, { ...options, varianceShared }));
    expect(test.standardError).toBeCloseTo(Math.sqrt(0.95 ** 2 * 0.01 + 0.01 + 0.05 ** 2 * 0.04), 15);
  });

  it('is refused with the end that it belongs to', () => {
    const near = { ...control, estimate: 0.2 };
    expect(refusal(marginTest(near, treatment, options)).reason).toBe(
      'control-mean-not-distinguishable-from-zero',
    );
  });
});
