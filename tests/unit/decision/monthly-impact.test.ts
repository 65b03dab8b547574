import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseRun } from '@/lib/decision/analyse-run';
import { monthlyImpacts } from '@/lib/decision/monthly-impact';
import { parseAnalysisResult, type AnalysisResult } from '@/lib/model/analysis-result';
import type { RunDecision } from '@/lib/model/decision';
import { toldDecision } from '@/lib/model/early-stop-estimates';
import { addsUp, metricKinds } from '@/lib/model/metrics/kinds';
import { metricResultSchema } from '@/lib/model/metric-result';
import type { RunMetric } from '@/lib/model/run-configuration';
import { say } from '@/lib/statistics/outcome';
import { valueOf } from '@/tests/support/outcomes';
import { evidenceOf, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const startedAt = day(1);

/** A look of a run that met 35 units a day and arm for nine complete days, half of all that could have come. */
function lookAt(metrics: readonly RunMetric[], arms: readonly [ArmFigures, ArmFigures]) {
  const run = runOf({ plannedUnits: arms[0].n * 10 }, metrics);
  const dailyUnits = Array.from({ length: 10 }, (_, index) =>
    [0, 1].map((variant) => ({
      day: day(1 + index)
        .toISOString()
        .slice(0, 10),
      variant,
      units: (arms[variant]?.n ?? 0) / 10,
    })),
  ).flat();
  const intake = {
    allocations: [{ number: 1, effectiveFrom: startedAt, coverage: 0.5, reach: [1, 1] }],
    until: day(11),
  };
  const instant = { ended: false, startedAt, now: day(11), earlier: null, looksTaken: 0 };
  return analyseRun(run, { ...evidenceOf(run, arms), dailyUnits, intake }, instant);
}

const arm = (mean: number, n = 350): ArmFigures => ({ n, mean, variance: 4 });
const impactsOf = ({ result, decision }: { result: AnalysisResult; decision: RunDecision }) =>
  monthlyImpacts(result, decision);

describe('what shipping a variant changes in a month', () => {
  it('is the difference and the ends of the rule’s interval, times the units that a month brings', () => {
    const look = lookAt([runMetric()], [arm(10), arm(10.2)]);
    const effect = look.result.metrics[0]?.effects[0];
    if (effect?.ruleInterval?.ok !== true || !effect.effect.ok) throw new Error('No look was taken.');
    const { lower, upper } = effect.ruleInterval.value;
    const [impact] = impactsOf(look);
    // 245 units in each arm in seven days, of half the traffic.
    const units = (2 * 245 * 2 * 30) / 7;
    expect(impact).toMatchObject({ metric: 'revenue', contrast: { treatment: 'treatment' } });
    expect(impact?.impact).toEqual(
      say({
        unitsPerMonth: units,
        change: effect.effect.value.difference * units,
        lower: { ok: true, value: valueOf(lower.difference) * units },
        upper: { ok: true, value: valueOf(upper.difference) * units },
        allowingForStop: null,
      }),
    );
  });

  it('contains 0 exactly where the rule’s interval does, on the same side, whatever was measured', () => {
    const means = fc.double({ min: 8, max: 12, noNaN: true });
    let decided = 0;
    fc.assert(
      fc.property(means, means, fc.constantFrom('success', 'guardrail'), (one, other, role) => {
        const metric = runMetric({ role, relativeMargin: role === 'guardrail' ? 0.02 : null });
        const look = lookAt([runMetric({ key: 'first' }), metric], [arm(one), arm(other)]);
        for (const [index, { impact }] of impactsOf(look).entries()) {
          const found = look.result.metrics[index]?.effects[0]?.ruleInterval;
          if (found?.ok !== true || !impact.ok) throw new Error('No look was taken.');
          for (const side of ['lower', 'upper'] as const) {
            const end = valueOf(impact.value[side]);
            expect(Math.sign(end)).toBe(Math.sign(valueOf(found.value[side].difference)));
            expect(Math.sign(end)).toBe(Math.sign(valueOf(found.value[side].relative)));
          }
          if (valueOf(impact.value.lower) > 0) decided += 1;
        }
      }),
      { numRuns: 60, seed: 13 },
    );
    expect(decided).toBeGreaterThan(8);
  });

  it('has the estimate that allows for an early stop beside what was measured, once a decision ends the run', () => {
    const look = lookAt([runMetric()], [arm(10), arm(12)]);
    const [stopped] = look.decision.stoppedEstimates ?? [];
    const [impact] = impactsOf(look);
    if (stopped === undefined || impact?.impact.ok !== true) throw new Error('The run was not stopped.');
    const { unitsPerMonth, allowingForStop } = impact.impact.value;
    expect(allowingForStop).toEqual({
      look: 1,
      change: stopped.difference * unitsPerMonth,
      interval: {
        lower: stopped.interval.lower * unitsPerMonth,
        upper: stopped.interval.upper * unitsPerMonth,
      },
      alphaOneSided: { lower: 0.025, upper: 0.05 },
    });
    // As it is told of a run that goes on.
    const [going] = monthlyImpacts(look.result, toldDecision(look.decision, false));
    expect(going?.impact).toMatchObject({ ok: true, value: { allowingForStop: null } });
  });

  it('is not asked of quality metrics, and not said of what does not add up or of engines that kept no traffic', () => {
    const metrics = [runMetric(), runMetric({ key: 'errors', role: 'quality' })];
    const { result, decision } = lookAt(metrics, [arm(10), arm(12)]);
    expect(monthlyImpacts(result, decision).map(({ metric }) => metric)).toEqual(['revenue']);
    const said = metricKinds.filter((kind) => {
      const ofKind = { ...result, metrics: result.metrics.map((metric) => ({ ...metric, kind })) };
      return monthlyImpacts(ofKind, decision)[0]?.impact.ok;
    });
    expect(said).toEqual(metricKinds.filter(addsUp));
    expect(said).toEqual(expect.arrayContaining(['proportion', 'count', 'sum', 'retention']));
    for (const kind of ['mean', 'ratio', 'quantile']) expect(said).not.toContain(kind);
    const inTime = { ...result, metrics: result.metrics.map((metric) => ({ ...metric, unit: 'ms' })) };
    expect(monthlyImpacts(inTime, decision)[0]?.impact).toMatchObject({
      message: 'no-monthly-total-of-time',
    });
    const { traffic, ...before } = result;
    expect(monthlyImpacts(before, decision)[0]?.impact).toMatchObject({ message: 'traffic-not-kept' });
    const short = { ...result, traffic: { ok: false, reason: 'too-few-units', detail: 'Short.' } as const };
    expect(monthlyImpacts(short, decision)[0]?.impact).toMatchObject({ detail: 'Short.' });
    expect(traffic?.ok).toBe(true);
  });

  it('is read back from a stored result with the traffic that it was counted from, and without', () => {
    const { result } = lookAt([runMetric()], [arm(10), arm(12)]);
    const stored: unknown = JSON.parse(JSON.stringify(result));
    expect(parseAnalysisResult(stored).traffic).toEqual(result.traffic);
    const { traffic, ...before } = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
    expect(traffic).toBeDefined();
    expect(parseAnalysisResult(before).traffic).toBeUndefined();
    expect(metricResultSchema.safeParse(result.metrics[0]).success).toBe(true);
  });

  it('says nothing before a look', () => {
    const run = runOf({});
    const { result, decision } = analyseRun(run, evidenceOf(run, [arm(10, 50), arm(12, 50)]), {
      ended: false,
      startedAt,
      now: day(11),
      earlier: null,
      looksTaken: 0,
    });
    expect(monthlyImpacts(result, decision)[0]?.impact).toMatchObject({ message: 'effects-only-at-looks' });
  });
});
