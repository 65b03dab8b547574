import { describe, expect, it } from 'vitest';
import { extensionOfferSentences, extensionSentences } from '@/lib/charts/extension-sentences';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { extendedRun, runOf } from '@/tests/support/runs';

const once = extendedRun(runOf({}), [200, 1_800]).plan;
const twice = extendedRun(runOf({}), [200, 1_800], [900, 2_600]).plan;

describe('an extended plan, in words', () => {
  it('says when, by whom, from what to what, at how many units, and why', () => {
    const [sentence] = extensionSentences(once.extensions ?? [], once, 'UTC');
    expect(sentence).toMatch(
      /^Extended from 1,000 to 1,800 units on .*2026.* by Ada, when 200 units had matured: More spread than planned for\.$/,
    );
    const days = (once.extensions ?? []).map((one) => ({ ...one, plannedUnits: 1_000, plannedDays: 30 }));
    expect(extensionSentences(days, once, 'UTC')[0]).toMatch(/^Extended to 30 days on /);
    const both = days.map((one) => ({ ...one, plannedUnits: 1_200, plannedDaysBefore: 20 }));
    expect(extensionSentences(both, once, 'UTC')[0]).toMatch(
      /^Extended from 1,000 to 1,200 units and from 20 to 30 days on /,
    );
  });

  it('says where the analysis that is shown is from before it, and what becomes of the looks', () => {
    const extensions = twice.extensions ?? [];
    expect(extensionSentences(extensions, twice, 'UTC')).toHaveLength(3);
    expect(extensionSentences(extensions, twice, 'UTC')[2]).toMatch(/spent of alpha stays spent/);
    expect(extensionSentences(extensions, once, 'UTC')[3]).toMatch(/from before the last extension/);
    expect(extensionSentences(extensions, { ...twice, method: 'fixed' }, 'UTC')[2]).toMatch(/one look moves/);
    expect(extensionSentences([], runOf({}).plan, 'UTC')).toEqual([]);
  });
});

describe('what is said before a plan is extended', () => {
  const facts = {
    plannedUnits: 1_000,
    maturedUnits: 300,
    looksTaken: 0,
    refusal: null,
    offer: say({ units: 1_800, days: 40 }),
  };

  it('is the size that the plan needs, whatever the effects are, and whether it binds', () => {
    expect(extensionOfferSentences(facts)).toEqual([
      '300 of the planned 1,000 units have matured.',
      'By the spread of all units together, the plan needs 1,800 units for its power, 40 days after the start at the present intake.',
      'No look was taken yet, so any larger size may be planned.',
    ]);
    const looked = { ...facts, looksTaken: 1, offer: say({ units: 1_000, days: null }) };
    expect(extensionOfferSentences(looked).slice(1)).toEqual([
      'By the spread of all units together, the planned units are enough for the plan’s power.',
      'A look was taken, so no more than this size may be planned.',
    ]);
  });

  it('is why it cannot be said, or is not done', () => {
    const unknown = { ...facts, offer: cannotSay('too-few-units', 'spread-not-known-yet') };
    expect(extensionOfferSentences(unknown)[1]).toMatch(/cannot be said\. No analysis says/);
    const refusal = { detail: 'The plan is always valid: no extension is needed.' };
    expect(extensionOfferSentences({ ...facts, refusal })).toEqual([refusal.detail]);
  });
});
