import { nearestName } from './nearest-name';

/** What each kind of item may hold: what is sent to the API, imported from a file, and offered where a refused item is fixed. */
export const ITEM_MEMBERS = {
  EXPOSURE: [
    ...(['id', 'experiment', 'run', 'variant', 'unit', 'occurredAt', 'attributes', 'forced'] as const),
    ...(['reason', 'userAgent'] as const),
  ],
  EVENT: ['id', 'unit', 'name', 'value', 'occurredAt', 'properties', 'userAgent'],
  IDENTITY: ['id', 'anonymous', 'unit'],
} as const;

export type ItemKindName = keyof typeof ITEM_MEMBERS;

/** The members of a kind's items. */
export type ItemMember<Kind extends ItemKindName> = (typeof ITEM_MEMBERS)[Kind][number];

/** Names under which other programs send the same: what is near in sense, where the letters are far apart. */
const ALSO_CALLED: Readonly<
  Record<Exclude<ItemMember<ItemKindName>, 'forced' | 'reason'>, readonly string[]>
> = {
  id: ['eventId', 'insertId', 'messageId', 'uuid'],
  unit: ['customerId', 'distinctId', 'subject', 'targetingKey', 'unitId', 'user', 'userId', 'visitorId'],
  name: ['event', 'eventName', 'eventType'],
  value: ['amount', 'price', 'revenue'],
  occurredAt: ['date', 'datetime', 'eventTime', 'time', 'timestamp', 'ts'],
  properties: ['eventProperties', 'metadata', 'params', 'property', 'props'],
  attributes: ['context', 'traits', 'userProperties'],
  experiment: ['experimentId', 'experimentKey', 'flag', 'flagKey'],
  run: ['runNumber'],
  variant: ['arm', 'bucket', 'group', 'variation', 'variantKey'],
  userAgent: ['ua'],
  anonymous: ['anonymousId', 'deviceId'],
};

const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(ALSO_CALLED));

/** The member of such items that was probably meant by a name that none of theirs has; null: nobody can say. */
export function nearestItemMember<Kind extends ItemKindName>(
  kind: Kind,
  name: string,
): ItemMember<Kind> | null {
  const members: readonly ItemMember<Kind>[] = ITEM_MEMBERS[kind];
  return nearestName(name, members, OTHER_NAMES);
}
