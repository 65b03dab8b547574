import { describe, expect, it } from 'vitest';
import { experimentInputSchema } from '@/lib/model/experiment';
import { parseRunConfiguration } from '@/lib/model/run-configuration';
import { runOf } from '@/tests/support/runs';

const variant = (key: string, isControl: boolean) => ({
  key,
  name: key,
  value: isControl,
  weight: 0.5,
  isControl,
});
const planned = { method: 'group-sequential', plannedUnits: 20_000, looks: 5 };
const success = { metric: 'orders', role: 'success', minimumEffectRelative: 0.05 };
const body = (changes: object = {}) => ({
  key: 'checkout',
  name: 'Checkout',
  variants: [variant('control', true), variant('treatment', false)],
  plan: planned,
  metrics: [success],
  leastConditionalPower: 0.1,
  ...changes,
});
const refusalOf = (changes: object) =>
  experimentInputSchema
    .safeParse(body(changes))
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('a least conditional power', () => {
  it('is stated of a group sequential plan, and by default of none', () => {
    expect(experimentInputSchema.parse(body()).leastConditionalPower).toBe(0.1);
    const { leastConditionalPower: _, ...without } = body();
    expect(experimentInputSchema.parse(without).leastConditionalPower).toBeNull();
    expect(refusalOf({ metrics: [] })).toBeUndefined();
  });

  it.each([
    [{ plan: { ...planned, method: 'fixed' } }, /^A fixed plan has one look, at its end/],
    [{ plan: { ...planned, method: 'always-valid' } }, /^An always-valid plan has no last look/],
    [{ plan: { ...planned, plannedUnits: null } }, /plan a number of units/],
    [{ plan: { ...planned, looks: 1 } }, /plan at least 2 looks/],
    [
      { metrics: [{ metric: 'latency', role: 'guardrail', relativeMargin: 0.02 }] },
      /choose a success metric/,
    ],
    [{ metrics: [{ ...success, minimumEffectRelative: null }] }, /state it for every success metric/],
    [{ leastConditionalPower: 0.5 }, /below 0\.5/],
    [{ leastConditionalPower: 0 }, /above 0/],
  ])('is refused, with what to change: %j', (changes, sentence) => {
    expect(refusalOf(changes)).toEqual([['leastConditionalPower', expect.stringMatching(sentence)]]);
  });

  it('is not in runs of before, which state none', () => {
    const before: unknown = JSON.parse(JSON.stringify(runOf({})));
    expect(parseRunConfiguration(before).leastConditionalPower).toBeNull();
  });
});
