import { describe, expect, it } from 'vitest';
import { editsElsewhere, mergedEdits } from '@/lib/model/merged-edits';

const before = {
  name: 'Banner',
  hypothesis: '',
  plan: { looks: 5, plannedUnits: 1000 },
  variants: ['a', 'b'],
};

describe('what two people typed into the same form', () => {
  it('is merged where they changed different fields, at every depth', () => {
    const theirs = { ...before, name: 'Ribbon', plan: { ...before.plan, looks: 3 } };
    const mine = { ...before, hypothesis: 'More sales', plan: { ...before.plan, plannedUnits: 2000 } };
    expect(mergedEdits(before, theirs, mine)).toEqual({
      name: 'Ribbon',
      hypothesis: 'More sales',
      plan: { looks: 3, plannedUnits: 2000 },
      variants: ['a', 'b'],
    });
    expect(editsElsewhere(before, theirs, mine)).toEqual([
      { path: ['name'], before: 'Banner', theirs: 'Ribbon' },
      { path: ['plan', 'looks'], before: 5, theirs: 3 },
    ]);
  });

  it('keeps what was typed here where both changed the same field, and tells theirs beside it', () => {
    const theirs = { ...before, variants: ['a', 'c'] };
    const mine = { ...before, variants: ['a', 'd'] };
    expect(mergedEdits(before, theirs, mine).variants).toEqual(['a', 'd']);
    expect(editsElsewhere(before, theirs, mine)).toEqual([
      { path: ['variants'], before: ['a', 'b'], theirs: ['a', 'c'], mine: { value: ['a', 'd'] } },
    ]);
  });

  const arm = (key: string, name: string) => ({ key, name, weight: 0.5 });
  const two = { ...before, variants: [arm('a', 'A'), arm('b', 'B')] };

  it('is merged item by item where a list has the same items, so that a variant renamed elsewhere stays so', () => {
    const theirs = { ...two, variants: [arm('a', 'Alpha'), arm('b', 'B')] };
    const mine = { ...two, variants: [arm('a', 'A'), arm('b', 'Beta')] };
    expect(mergedEdits(two, theirs, mine).variants).toEqual([arm('a', 'Alpha'), arm('b', 'Beta')]);
    expect(editsElsewhere(two, theirs, mine)).toEqual([
      { path: ['variants', 'a', 'name'], before: 'A', theirs: 'Alpha' },
    ]);
  });

  it.each([
    ['added', [arm('a', 'A'), arm('b', 'B'), arm('c', 'C')]],
    ['moved', [arm('b', 'B'), arm('a', 'A')]],
    ['removed', [arm('a', 'A')]],
  ])('keeps the list that was typed here where an item was %s elsewhere', (_, variants) => {
    const mine = { ...two, variants: [arm('a', 'A'), arm('b', 'Beta')] };
    const theirs = { ...two, variants };
    expect(mergedEdits(two, theirs, mine)).toEqual(mine);
    expect(editsElsewhere(two, theirs, mine)).toEqual([
      { path: ['variants'], before: two.variants, theirs: variants, mine: { value: mine.variants } },
    ]);
  });

  it('is nobody’s difference where both say the same', () => {
    const same = { ...before, name: 'Ribbon' };
    expect(mergedEdits(before, same, same)).toEqual(same);
    expect(editsElsewhere(before, same, same)).toEqual([
      { path: ['name'], before: 'Banner', theirs: 'Ribbon' },
    ]);
    expect(editsElsewhere(before, before, same)).toEqual([]);
  });
});
