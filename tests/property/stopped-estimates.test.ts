import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { RunDecision } from '@/lib/model/decision';
import type { RunConfiguration } from '@/lib/model/run-configuration';
import { valueOf } from '@/tests/support/outcomes';
import { evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const startedAt = new Date('2026-03-01T00:00:00Z');
const figures = fc.record({
  mean: fc.double({ min: 8.5, max: 11.5, noNaN: true }),
  variance: fc.double({ min: 1, max: 60, noNaN: true }),
});
const plans = fc.record({
  looks: fc.integer({ min: 2, max: 5 }),
  spending: fc.constantFrom('pocock', 'obrien-fleming', 'power:2'),
  alphaTwoSided: fc.constantFrom(0.01, 0.05, 0.2),
  direction: fc.constantFrom('higher-is-better', 'lower-is-better'),
});
const shares = [0.21, 0.43, 0.8] as const;

it('an interval that allows for an early stop lies beyond zero, on the side of the test that rejected, whatever was measured', () => {
  let [shown, worse, unshown] = [0, 0, 0];
  const cases = fc.tuple(plans, fc.array(fc.tuple(figures, figures), { minLength: 3, maxLength: 3 }));
  fc.assert(
    fc.property(cases, ([{ direction, ...plan }, arms]) => {
      const metrics = [
        runMetric({ key: 'first' }),
        runMetric({ key: 'second', direction }),
        runMetric({ key: 'third', role: 'guardrail', direction }),
      ];
      const run = runOf(plan, metrics);
      let earlier: RunDecision | null = null;
      let looksTaken = 0;
      for (const share of shares) {
        const evidence = evidenceAt(run, Math.round(share * 500), arms);
        const instant = { ended: false, startedAt, now: startedAt, earlier, looksTaken };
        const { decision } = analyseRun(run, evidence, instant);
        if (!decision.look.taken) continue;
        earlier = decision;
        looksTaken += 1;
      }
      if (earlier === null) return;
      const { answers } = valueOf(earlier.decision);
      const rejections = answers.filter(
        ({ question, rejected }) => rejected && ['better', 'worse'].includes(question),
      );
      const estimates = earlier.stoppedEstimates ?? [];
      expect(estimates.map(({ metric }) => metric).toSorted()).toEqual(
        [...new Set(rejections.map(({ metric }) => metric))].toSorted(),
      );
      unshown += 3 - estimates.length;
      for (const one of estimates) {
        const answer = rejections.find(
          ({ metric, shown: at }) => metric === one.metric && at?.look === one.look,
        );
        const isGreater =
          (one.question === 'better') === (one.metric === 'first' || direction === 'higher-is-better');
        const end = isGreater ? 'lower' : 'upper';
        expect(answer?.question).toBe(one.question);
        expect(one.alphaOneSided?.[end]).toBe(answer?.alphaOneSided);
        expect(one.stagewiseP).toBeLessThan(answer?.alphaOneSided ?? NaN);
        const sign = isGreater ? 1 : -1;
        const relative = valueOf(one.relative);
        expect(sign * one.interval[end]).toBeGreaterThan(0);
        expect(sign * relative.interval[end]).toBeGreaterThan(0);
        for (const { difference, interval } of [one, relative]) {
          expect(difference).toBeGreaterThan(interval.lower);
          expect(difference).toBeLessThan(interval.upper);
        }
        // Both are over one size of the control mean.
        const measured = one.measuredRelative === undefined ? NaN : valueOf(one.measuredRelative);
        expect(relative.difference / measured).toBeCloseTo(one.difference / one.measured, 9);
        shown += 1;
        if (one.question === 'worse') worse += 1;
      }
    }),
    { numRuns: 25, seed: 29 },
  );
  expect([shown > 8, worse > 3, unshown > 8]).toEqual([true, true, true]);
});

type Measured = Omit<ArmFigures, 'n'>;

function evidenceAt(
  run: RunConfiguration,
  n: number,
  arms: readonly (readonly [control: Measured, treatment: Measured])[],
) {
  const [first, ...others] = run.metrics.map(({ key }, index) => {
    const [control, treatment] = arms[index] ?? [];
    if (control === undefined || treatment === undefined) throw new Error('A metric has two arms.');
    const evidence = evidenceOf(run, [
      { n, ...control },
      { n, ...treatment },
    ]);
    return { evidence, key, read: evidence.metrics.get(key) };
  });
  if (first === undefined) throw new Error('A run has a metric.');
  const metrics = [first, ...others].flatMap(({ key, read }) =>
    read === undefined ? [] : [[key, read] as const],
  );
  return { ...first.evidence, metrics: new Map(metrics) };
}
