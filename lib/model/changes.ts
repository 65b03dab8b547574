import { z } from 'zod';

// What a PATCH means, for every resource: JSON merge patch (RFC 7396) along the resource's own schema. A member that is not
// named keeps its value, at every depth. What the schema has no members for is one value and replaced whole: lists, and
// trees such as a targeting rule. Null is a value where the schema takes it, removes a member that may be missing, and is
// refused elsewhere: no member falls back to a default that nobody asked for. Where there is nothing yet to change, null says that
// what may be left out is left out.

type Members = Readonly<Record<string, z.core.$ZodType>>;
type Fields = Readonly<Record<string, unknown>>;

/** The value that changes make of another, not yet judged. `form` is the schema that says what has members. */
export function mergeChanges(before: unknown, changes: unknown, form: z.core.$ZodType): unknown {
  if (!isFields(changes)) return changes;
  const old = isFields(before) ? before : {};
  const members = membersOf(form, { ...old, ...changes });
  if (members === null) return changes;
  const kept = membersOf(form, old) ?? {};
  const merged = new Map<string, unknown>(Object.entries(old));
  for (const [name, change] of Object.entries(changes)) {
    const member = members[name];
    if (change === null && member !== undefined && isRemoving(member)) merged.delete(name);
    // A definition of another kind has other members, so nothing of the old one stays.
    else if (member === undefined || member !== kept[name]) merged.set(name, change);
    else merged.set(name, mergeChanges(old[name], change, member));
  }
  return Object.fromEntries(merged);
}

/**
 * What was sent, without the members whose null says that they are not there. What a PATCH may bring keeps its own, which
 * {@link mergeChanges} judges; lists in it are new values.
 */
export function withoutAbsent(value: unknown, form: z.core.$ZodType): unknown {
  return withoutNulls(value, form, saysNothing);
}

/** The same of what changes were merged into: what has a default was there before, so null is no way to leave it out. */
export function withoutRemoved(value: unknown, form: z.core.$ZodType): unknown {
  return withoutNulls(value, form, isRemoving);
}

type Judge = (member: z.core.$ZodType) => boolean;

function withoutNulls(value: unknown, form: z.core.$ZodType, isAbsent: Judge): unknown {
  const schema = unwrapped(form);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const { element } = schema.def;
    return value.map((item) => withoutNulls(item, element, saysNothing));
  }
  if (!isFields(value)) return value;
  const members = membersOf(schema, value);
  if (members === null) return withoutNullsOfOption(value, schema, isAbsent);
  const there = Object.entries(value).flatMap(([name, one]) => {
    const member = members[name];
    if (member === undefined) return [[name, one] as const];
    if (one === null && isAbsent(member)) return [];
    const judge = membersOfChanges.has(member) ? isRemoving : isAbsent;
    return [[name, withoutNulls(one, member, judge)] as const];
  });
  return Object.fromEntries(there);
}

/** Of alternatives that no member tells apart: by the first that takes it. */
function withoutNullsOfOption(value: Fields, schema: z.core.$ZodType, isAbsent: Judge): unknown {
  const options = schema instanceof z.ZodUnion ? schema.def.options : [];
  for (const option of options) {
    const there = withoutNulls(value, option, isAbsent);
    if (z.safeParse(option, there).success) return there;
  }
  return value;
}

/**
 * The least that has to be sent to make the one of the other: merged into `before` it gives `after`. Without a `form`
 * every member is one value.
 */
export function changesBetween(before: Fields, after: Fields, form?: z.core.$ZodType): Fields {
  const kept = (form && membersOf(form, before)) ?? {};
  const members = (form && membersOf(form, after)) ?? {};
  const changes = new Map<string, unknown>();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now, member] = [before[name], after[name], members[name]];
    if (isSameValue(old, now)) continue;
    const isMerged = member !== undefined && member === kept[name] && membersOf(member, now) !== null;
    if (isMerged && isFields(old) && isFields(now)) changes.set(name, changesBetween(old, now, member));
    else changes.set(name, now ?? null);
  }
  return Object.fromEntries(changes);
}

type ChangesOf<Shape> = { [Name in keyof Shape]: z.ZodOptional<ChangeOf<Shape[Name]>> };

type ChangeOf<Member> = Member extends z.ZodDefault<infer Inner> | z.ZodPrefault<infer Inner>
  ? ChangeOf<Inner>
  : Member extends z.ZodNullable<infer Inner> | z.ZodOptional<infer Inner>
    ? z.ZodNullable<ChangeOf<Inner> & z.ZodType>
    : Member extends z.ZodObject<infer Shape>
      ? z.ZodObject<ChangesOf<Shape>>
      : Member & z.ZodType;

/** What a PATCH of such a resource may bring: any of its members, at every depth, and no defaults. */
export function changesOf<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
): z.ZodObject<ChangesOf<Shape>>;
export function changesOf(schema: z.ZodObject): z.ZodObject {
  const members = Object.entries<z.core.$ZodType>(schema.shape).map(
    ([name, member]) => [name, changeOf(member)] as const,
  );
  return z.strictObject(Object.fromEntries(members));
}

const membersOfChanges = new WeakSet<z.core.$ZodType>();

/** A member that may be left out of a PATCH, where null is no way to say that. */
export function mayStay<Member extends z.ZodType>(member: Member): z.ZodOptional<Member> {
  const mayBeLeftOut = member.optional();
  membersOfChanges.add(mayBeLeftOut);
  return mayBeLeftOut;
}

function changeOf(member: z.core.$ZodType): z.ZodType {
  const { description } = z.globalRegistry.get(member) ?? {};
  const change = withoutDefault(member);
  return mayStay(description === undefined ? change : change.describe(description));
}

function withoutDefault(member: z.core.$ZodType): z.ZodType {
  if (member instanceof z.ZodDefault || member instanceof z.ZodPrefault) {
    return withoutDefault(member.def.innerType);
  }
  if (member instanceof z.ZodNullable) return withoutDefault(member.def.innerType).nullable();
  if (member instanceof z.ZodOptional) return withoutDefault(member.def.innerType).nullable();
  if (member instanceof z.ZodObject) {
    const { id, description } = z.globalRegistry.get(member) ?? {};
    const changes = changesOf(member);
    return id === undefined ? changes : changes.meta({ id: `${id}Changes`, description });
  }
  if (member instanceof z.ZodType) return member;
  throw new Error('A member has a schema of another library.');
}

/** Equal in all that JSON can say of it, and the same instants. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one instanceof Date || other instanceof Date) {
    return one instanceof Date && other instanceof Date && one.getTime() === other.getTime();
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameValue(item, other[index]));
  }
  if (!isFields(one) || !isFields(other)) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSameValue(one[name], other[name]));
}

/** The same where every list is a set: neither the order of its items says anything, nor one that is there twice. */
export function isSameSet(one: unknown, other: unknown): boolean {
  return setText(one) === setText(other);
}

function setText(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(setText))].sort().join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .map(([name, member]) => `${JSON.stringify(name)}:${setText(member)}`)
    .sort()
    .join(',')}}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether null says that the member is not there, rather than being its value or a mistake. */
export function isRemoving(member: z.core.$ZodType): boolean {
  return (
    member instanceof z.ZodOptional && !membersOfChanges.has(member) && !z.safeParse(member, null).success
  );
}

/** Whether null in a new value says as much as leaving the member out: it may be left out, and null is no value of it. */
export function saysNothing(member: z.core.$ZodType): boolean {
  const hasDefault = member instanceof z.ZodDefault || member instanceof z.ZodPrefault;
  return hasDefault ? !z.safeParse(member, null).success : isRemoving(member);
}

/** The members of such a value by name; null where the schema has none to merge one by one. */
export function membersOf(form: z.core.$ZodType, value: unknown): Members | null {
  const schema = unwrapped(form);
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodIntersection) {
    const [left, right] = [membersOf(schema.def.left, value), membersOf(schema.def.right, value)];
    return left === null ? right : { ...left, ...right };
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return membersOfOption(schema, value);
  return null;
}

/** What says what a value looks like that is there. */
function unwrapped(form: z.core.$ZodType): z.core.$ZodType {
  if (
    form instanceof z.ZodNullable ||
    form instanceof z.ZodOptional ||
    form instanceof z.ZodDefault ||
    form instanceof z.ZodPrefault
  ) {
    return unwrapped(form.def.innerType);
  }
  // What is put into form before it is judged, as `z.preprocess` does.
  return form instanceof z.ZodPipe && form.def.in instanceof z.ZodTransform ? unwrapped(form.def.out) : form;
}

/** The members of what stands at a path in such a value; null where the schema does not tell. */
export function membersAt(
  form: z.core.$ZodType,
  value: unknown,
  [step, ...rest]: readonly PropertyKey[],
): Members | null {
  const schema = unwrapped(form);
  if (step === undefined) return membersOf(schema, value) ?? membersOfAny(schema, value);
  const inner = schema instanceof z.ZodArray ? schema.def.element : membersOf(schema, value)?.[String(step)];
  const within: unknown = isHolder(value) ? Object.getOwnPropertyDescriptor(value, step)?.value : undefined;
  return inner === undefined ? null : membersAt(inner, within, rest);
}

/** Those of all alternatives that no member tells apart. */
function membersOfAny(schema: z.core.$ZodType, value: unknown): Members | null {
  if (!(schema instanceof z.ZodUnion)) return null;
  return Object.fromEntries(
    schema.def.options.flatMap((option) => Object.entries(membersOf(option, value) ?? {})),
  );
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function membersOfOption(union: z.ZodDiscriminatedUnion, value: unknown): Members | null {
  if (!isFields(value)) return null;
  const { discriminator, options } = union.def;
  const said = value[discriminator];
  for (const option of options) {
    const members = membersOf(option, value);
    const tag = members?.[discriminator];
    if (tag !== undefined && z.safeParse(tag, said).success) return members;
  }
  return null;
}
