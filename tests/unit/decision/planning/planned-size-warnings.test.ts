import { describe, expect, it } from 'vitest';
import { planWarnings } from '@/lib/decision/planning/plan-warnings';
import type { PlanRequest } from '@/lib/decision/planning/plan-request';
import { planOfDesign } from '@/lib/decision/run-plan';
import { ownMember } from '@/lib/model/own-member';
import { planSchema } from '@/lib/model/plan';
import { say } from '@/lib/statistics';

const request: PlanRequest = {
  variants: [
    { key: 'control', weight: 0.5, isControl: true },
    { key: 'treatment', weight: 0.5, isControl: false },
  ],
  metrics: [
    {
      key: 'constructor',
      role: 'success',
      direction: 'higher-is-better',
      relativeMargin: null,
      minimumEffectRelative: 0.1,
      baseline: say({ mean: 1, variance: 1, varianceReduction: 0, source: 'typed', units: null }),
      spread: 'level',
      skewness: null,
      windowDays: 0,
    },
  ],
  plan: planSchema.parse({ method: 'fixed' }),
  newUnitsByDay: say([100]),
  units: 2_000,
  days: 14,
  seed: 1,
};
const warned = (changes: Partial<PlanRequest>, units: number, days: number) =>
  planWarnings({ ...request, ...changes }, { units, days, power: 0.9, offeredUnits: units }).map(
    ({ code }) => code,
  );

describe('a size that is planned', () => {
  it('is warned of where its days do not bring it, and where it takes longer than half a year', () => {
    expect(warned({}, 2_000, 14)).toEqual(['few-days']);
    expect(warned({ units: 1_400 }, 1_400, 14)).toEqual([]);
    expect(warned({ units: null, days: null }, 18_200, 182)).toEqual([]);
    expect(warned({ units: null, days: null }, 18_300, 189)).toEqual(['long-run']);
    expect(warned({ units: null, days: null }, 1e12, 189)).toEqual(['long-run']);
  });
});

describe('a metric called constructor', () => {
  it('has no figure that nobody gave it', () => {
    expect(planOfDesign(request).metrics[0]?.mixingVariance).toBeUndefined();
    expect(planOfDesign(request, Object.fromEntries([['constructor', 2]])).metrics[0]?.mixingVariance).toBe(
      2,
    );
    expect(ownMember<number>({}, 'constructor')).toBeUndefined();
    expect(ownMember(undefined, 'key')).toBeUndefined();
  });
});
