import { describe, expect, test } from 'vitest';
import { detailLines } from '../../app/(console)/settings/audit/_audit/detail-lines';
import { entryWords, hasWords } from '../../app/(console)/settings/audit/_audit/entry-words';
import { addressOf, readAddress } from '../../app/(console)/settings/audit/_audit/filter-address';
import { changedMembers } from '../../lib/verbs/audit/changed-members';
import { verbs } from '../../lib/verbs/verb-list';

describe('an entry of the audit trail', () => {
  test('is a sentence, whatever verb wrote it', () => {
    const actions = verbs.flatMap(({ records }) => records);
    expect(actions.filter((action) => !hasWords(action))).toEqual([]);
    const entry = {
      actor: 'key:1',
      actorName: 'ci',
      action: 'experiment.start',
      subject: 'experiment:checkout',
    };
    expect(entryWords({ ...entry, subjectName: null })).toEqual({
      who: 'The key ci',
      did: 'started',
      what: 'checkout',
    });
    const own = { actor: 'member:1', actorName: 'Ann', subject: 'member:1', subjectName: 'Ann' };
    expect(entryWords({ ...own, action: 'member.sign-in' })).toEqual({
      who: 'Ann',
      did: 'signed in',
      what: null,
    });
    const unknown = {
      ...own,
      actorName: null,
      action: 'constructor',
      subject: 'thing:a:b',
      subjectName: null,
    };
    expect(entryWords(unknown)).toEqual({ who: 'member:1', did: 'constructor', what: 'a:b' });
  });

  test('shows what was changed as it was and as it is, of objects the members that differ', () => {
    const before = {
      name: 'Old',
      definition: { event: 'order', window: { hours: 24 } },
      unit: 'EUR',
      kept: 1,
    };
    const after = { name: 'New', definition: { event: 'order', window: { hours: 48 } }, kept: 1, added: [1] };
    const detail = { ...changedMembers(before, after), run: null };
    expect(detailLines(JSON.parse(JSON.stringify(detail)))).toEqual([
      { name: 'name', from: 'Old', to: 'New' },
      { name: 'definition.window.hours', from: '24', to: '48' },
      { name: 'unit', from: 'EUR', to: 'none' },
      { name: 'added', from: 'none', to: '[1]' },
      { name: 'run', from: null, to: 'none' },
    ]);
    expect(detailLines({ from: 'viewer', to: 'admin', ended: { sessions: 2 } })).toEqual([
      { name: 'from', from: null, to: 'viewer' },
      { name: 'to', from: null, to: 'admin' },
      { name: 'ended.sessions', from: null, to: '2' },
    ]);
    expect(detailLines({ sql: 'x'.repeat(1_000) })[0]?.to).toHaveLength(161);
    expect(detailLines([])).toEqual([{ name: 'detail', from: null, to: '[]' }]);
  });

  test('is filtered by the page’s address: empty fields say nothing, what is said twice is not passed over', () => {
    expect(
      readAddress({ actor: '', action: 'layer', from: ['2026-01-01', '2026-01-02'], other: 'x' }),
    ).toEqual({
      action: 'layer',
      from: '2026-01-01,2026-01-02',
    });
    expect(addressOf('/a', { subject: 'layer:a&b', after: undefined })).toBe('/a?subject=layer%3Aa%26b');
    expect(addressOf('/a', {})).toBe('/a');
  });
});
