import { describe, expect, test } from 'vitest';
import { eventSchema, exposureSchema, identitySchema } from '../../lib/ingestion/item-schemas';
import { unknownMembersDetail } from '../../lib/ingestion/unknown-members';
import { ITEM_MEMBERS, nearestItemMember, type ItemKindName } from '../../lib/model/item-members';
import { nearestName } from '../../lib/model/nearest-name';
import { unknownMember } from '../../lib/model/unknown-member';

const kinds: readonly ItemKindName[] = ['EVENT', 'EXPOSURE', 'IDENTITY'];

describe('the member that was meant', () => {
  test.each([
    ['Value', 'value'],
    ['amount', 'value'],
    ['occuredAt', 'occurredAt'],
    ['occurred_at', 'occurredAt'],
    ['timestamp', 'occurredAt'],
    ['property', 'properties'],
    ['userid', 'unit'],
    ['user_id', 'unit'],
    ['UserAgent', 'userAgent'],
    ['nmae', 'name'],
    ['plan', null],
    ['', null],
    ['x', null],
    ['constructor', null],
    ['__proto__', null],
    ['unit'.repeat(11), null],
  ])('by %j of an event is %j', (given, meant) => {
    expect(nearestItemMember('EVENT', given)).toBe(meant);
  });

  test('is found for each member by any letters in capitals, and with one letter missing, doubled or swapped', () => {
    for (const kind of kinds) {
      for (const member of ITEM_MEMBERS[kind]) {
        expect(nearestItemMember(kind, member.toUpperCase())).toBe(member);
        if (member.length < 4) continue;
        for (let at = 1; at < member.length; at += 1) {
          const [before, letter, after] = [member.slice(0, at), member.charAt(at), member.slice(at + 1)];
          const swapped = before.slice(0, -1) + letter + before.slice(-1) + after;
          for (const given of [before + after, before + letter + letter + after, swapped]) {
            expect([given, nearestItemMember(kind, given)]).toEqual([given, member]);
          }
        }
      }
    }
  });

  test('is one of the kind itself: what only others have is near none', () => {
    expect(nearestItemMember('IDENTITY', 'Value')).toBeNull();
    expect(nearestItemMember('EVENT', 'varient')).toBeNull();
    expect(nearestItemMember('EXPOSURE', 'varient')).toBe('variant');
  });

  test('is the one with the fewest steps, however the names are in order', () => {
    expect(nearestName('variants', ['variance', 'variant'])).toBe('variant');
    expect(nearestName('variants', ['variant', 'variance'])).toBe('variant');
  });
});

test('other names of one kind lead to one member', () => {
  for (const kind of kinds) {
    for (const member of ITEM_MEMBERS[kind]) expect(nearestItemMember(kind, member)).toBe(member);
  }
});

test('what is said of a name shows what nobody would see in it, and no more than its beginning', () => {
  expect(unknownMember('va\u202elue\0', [])).toBe('There is no member "va<U+202E>lue<U+0000>" here.');
  expect(unknownMember('\ud800"', [])).toBe('There is no member "\ufffd\\"" here.');
  expect(unknownMember('x'.repeat(5_000), []).length).toBeLessThan(150);
  expect(unknownMember('b', ['unit', 'name'])).toBe(
    'There is no member "b" here. The members are unit, name.',
  );
});

test('what is said of an item names its first unknown members, each with its place', () => {
  expect(unknownMembersDetail('EVENT', ['Value'])).toBe(
    '/Value: There is no member "Value" here. Did you mean "value"?',
  );
  const detail = unknownMembersDetail('IDENTITY', ['a/b', 'c~', 'd', 'e', 'f']);
  expect(detail).toContain('/a~1b: There is no member "a/b" here. The members are id, anonymous, unit.');
  expect(detail).toContain('/c~0: ');
  expect(detail).toMatch(/ 2 more of its members are none of these either\.$/);
});

test('items have the members that their schemas have, and are read by', () => {
  const times = { now: new Date(0), retainedFrom: null };
  const ofSchemas = {
    EVENT: eventSchema(times),
    EXPOSURE: exposureSchema(times),
    IDENTITY: identitySchema(),
  };
  for (const kind of kinds) expect(Object.keys(ofSchemas[kind].shape)).toEqual([...ITEM_MEMBERS[kind]]);
});
