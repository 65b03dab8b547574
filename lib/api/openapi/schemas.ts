import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { saysNothing } from '../../model/changes';

export type Json = Readonly<Record<string, unknown>>;

type Direction = 'input' | 'output';

/** The JSON Schema of schemas that go the same way, and of those with a name that they refer to, by name. */
interface Converted {
  readonly roots: ReadonlyMap<z.ZodType, Json>;
  readonly named: ReadonlyMap<string, Json>;
}

export interface DescribedSchemas {
  /** What a request may hold. */
  readonly input: (schema: z.ZodType) => Json;
  /** What an answer holds. */
  readonly output: (schema: z.ZodType) => Json;
  /** Those that have a name (`id` in their meta), by name. */
  readonly components: Json;
}

/**
 * Describes the program's own schemas, all at once, so that what has a name stands once. What comes in has defaults that
 * may be left out, what goes out has them all; where the two differ, what comes in is called `...Input`.
 */
export function describeSchemas(
  input: ReadonlySet<z.ZodType>,
  output: ReadonlySet<z.ZodType>,
): DescribedSchemas {
  const [incoming, outgoing] = [convert(input, 'input'), convert(output, 'output')];
  const differing = namesThatDiffer(incoming.named, outgoing.named);
  const nameIncoming = (id: string) => (differing.has(id) ? `${id}Input` : id);
  const nameOutgoing = (id: string) => id;
  const components = [
    ...Array.from(outgoing.named, ([id, json]) => [nameOutgoing(id), referring(nameOutgoing, json)] as const),
    ...Array.from(incoming.named, ([id, json]) => [nameIncoming(id), referring(nameIncoming, json)] as const),
  ];
  return {
    input: (schema) => referring(nameIncoming, rootOf(incoming, schema)),
    output: (schema) => referring(nameOutgoing, rootOf(outgoing, schema)),
    components: Object.fromEntries(components.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function convert(schemas: ReadonlySet<z.ZodType>, io: Direction): Converted {
  const list = [...schemas];
  // As fields of one schema, so that a schema with a name is the same one for all of them.
  const whole = z.object(Object.fromEntries(list.map((schema, index) => [`schema${String(index)}`, schema])));
  const json = z.toJSONSchema(whole, {
    io,
    unrepresentable: describeUnrepresentable,
    override: (context) => adjust(context, io),
  });
  const fields = jsonObject.parse(json.properties);
  return {
    roots: new Map(list.map((schema, index) => [schema, jsonObject.parse(fields[`schema${String(index)}`])])),
    named: new Map(
      Object.entries(json.$defs ?? {})
        // Schemas that refer to themselves and have no name; nothing that is shown refers to them (`referring` sees to it).
        .filter(([id]) => !id.startsWith('__'))
        .map(([id, definition]) => [id, jsonObject.parse(definition)]),
    ),
  };
}

const jsonObject = z.record(z.string(), z.unknown());

type Unrepresentable = Exclude<z.core.JSONSchemaGeneratorParams['unrepresentable'], string | undefined>;

/** Of what JSON Schema has no word for, dates are known, and all else has to say in its meta what it takes. */
const describeUnrepresentable: Unrepresentable = ({ zodSchema }) => {
  const { type } = zodSchema._zod.def;
  if (type === 'date') return { type: 'string', format: 'date-time' };
  // Whoever pipes into a transform says what comes out of it; `adjust` sees to that.
  if (type === 'transform') return 'any';
  return saysItsForm(zodSchema) ? 'any' : 'throw';
};

function saysItsForm(schema: z.core.$ZodType): boolean {
  const meta = z.globalRegistry.get(schema) ?? {};
  return 'type' in meta || 'anyOf' in meta;
}

type Override = NonNullable<z.core.JSONSchemaGeneratorParams['override']>;

function adjust({ zodSchema, jsonSchema, path }: Parameters<Override>[0], io: Direction): void {
  const { def } = zodSchema._zod;
  const isTransformed = def.type === 'pipe' && 'out' in def && isTransform(def.out);
  if (io === 'output' && isTransformed && !saysItsForm(zodSchema)) {
    throw new Error(`What comes out of the transform at ${path.join('/')} is not said in its meta.`);
  }
  // An answer may have more fields one day.
  if (io === 'output' && def.type === 'object' && !('catchall' in def && def.catchall !== undefined)) {
    delete jsonSchema.additionalProperties;
  }
  if (io === 'output') asSent(jsonSchema);
  else withDefaultInWords(jsonSchema);
  if (io === 'input' && saysNothing(zodSchema)) orNull(jsonSchema);
  if (isDeepStrictEqual(jsonSchema.propertyNames, { type: 'string' })) delete jsonSchema.propertyNames;
  // The format says the same as a pattern of three hundred characters.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  // A recursion that says no more than this.
  if (z.globalRegistry.get(zodSchema)?.id === 'JsonValue') delete jsonSchema.$ref;
  withoutRepetition(jsonSchema);
}

/** Null says the same as a member that is left out. What has a name is described under it, wherever it stands. */
function orNull(json: z.core.JSONSchema.BaseSchema): void {
  if ('id' in json) return;
  const { description, ...value } = json;
  for (const name of Object.keys(json)) Reflect.deleteProperty(json, name);
  Object.assign(json, {
    anyOf: [value, { type: 'null' }],
    ...(description !== undefined && { description }),
  });
}

/** A default is filled in by then, and what JavaScript can count to bounds only what is sent to us. */
function asSent(json: z.core.JSONSchema.BaseSchema): void {
  delete json.default;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}

/**
 * Generators of clients take a member that has a `default` for one that is always there, and would ask for it in requests: so
 * the default is said in words.
 */
function withDefaultInWords(json: z.core.JSONSchema.BaseSchema): void {
  if (!('default' in json)) return;
  const words = `Default: ${JSON.stringify(json.default)}.`;
  json.description = json.description === undefined ? words : `${json.description} ${words}`;
  delete json.default;
}

function isTransform(schema: unknown): boolean {
  return schema instanceof z.core.$ZodType && schema._zod.def.type === 'transform';
}

/** A verb takes an instant as a text or as a date, and JSON has one form of both. */
function withoutRepetition(json: z.core.JSONSchema.BaseSchema): void {
  const { anyOf } = json;
  const [first] = anyOf ?? [];
  if (anyOf === undefined || first === undefined || anyOf.length === 1) return;
  if (!anyOf.every((option) => isDeepStrictEqual(option, first))) return;
  delete json.anyOf;
  Object.assign(json, first);
}

function rootOf({ roots }: Converted, schema: z.ZodType): Json {
  const json = roots.get(schema);
  if (json === undefined) throw new Error('A schema was not given to be described.');
  return json;
}

/** Names that mean one thing in what comes in and another in what goes out, themselves or by what they refer to. */
function namesThatDiffer(
  incoming: ReadonlyMap<string, Json>,
  outgoing: ReadonlyMap<string, Json>,
): ReadonlySet<string> {
  const differing = new Set<string>();
  const shared = [...incoming.keys()].filter((id) => outgoing.has(id));
  const isNew = (id: string) =>
    !differing.has(id) &&
    (!isDeepStrictEqual(incoming.get(id), outgoing.get(id)) ||
      namesIn(incoming.get(id)).some((name) => differing.has(name)));
  for (let found = shared.filter(isNew); found.length > 0; found = shared.filter(isNew)) {
    for (const id of found) differing.add(id);
  }
  return differing;
}

const reference = /^#\/\$defs\/(?<id>[A-Z]\w*)$/;

function idOf(target: unknown): string {
  const id = reference.exec(String(target))?.groups?.['id'];
  if (id === undefined) throw new Error(`${String(target)} has no name: give its schema an id in its meta.`);
  return id;
}

function namesIn(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
    key === '$ref' ? [idOf(value)] : namesIn(value),
  );
}

/** The same with its references leading to where the document has the named ones. */
function referring(nameOf: (id: string) => string, json: Json): Json {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    return typeof value === 'object' && value !== null ? referring(nameOf, { ...value }) : value;
  };
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === '$ref' ? `#/components/schemas/${nameOf(idOf(value))}` : walk(value),
    ]),
  );
}
