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

  it('is nobody’s difference where both say the same', () => {
    const same = { ...before, name: 'Ribbon' };
    expect(mergedEdits(before, same, same)).toEqual(same);
    expect(editsElsewhere(before, same, same)).toEqual([
      { path: ['name'], before: 'Banner', theirs: 'Ribbon' },
    ]);
    expect(editsElsewhere(before, before, same)).toEqual([]);
  });
});
