import { InvalidInputError } from '../errors';
import { ITEM_MEMBERS, nearestItemMember, type ItemKindName } from '../model/item-members';
import { unknownMember } from '../model/unknown-member';

/** Refuses the name of a field that no item of the kind has; members of an object of theirs are named with a dot. Throws InvalidInputError. */
export function refuseUnknownField(kind: ItemKindName, field: string): void {
  const members: readonly string[] = ITEM_MEMBERS[kind];
  const [, outer = field] = /^(properties|attributes)\../.exec(field) ?? [];
  if (members.includes(outer)) return;
  const own = {
    EVENT: ' A property is properties.NAME.',
    EXPOSURE: ' An attribute is attributes.NAME.',
    IDENTITY: '',
  };
  throw new InvalidInputError(`${unknownMember(field, members, nearestItemMember(kind, field))}${own[kind]}`);
}
