/**
 * The member of a record by a key that somebody chose: a metric may be called "constructor", which every object has from its prototype.
 */
export function ownMember<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
