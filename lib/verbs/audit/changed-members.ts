import { isSameValue } from '../../model/changes';

export interface ChangedMembers {
  readonly changed: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** What an update did, for its audit entry: each member that differs, as it was and as it is; null where there was or is none. */
export function changedMembers(before: object, after: object): ChangedMembers {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const changed = names.flatMap((name) => {
    const [from, to] = [was.get(name) ?? null, is.get(name) ?? null];
    return isSameValue(from, to) ? [] : [[name, { from, to }] as const];
  });
  return { changed: Object.fromEntries(changed) };
}
