import fc from 'fast-check';
import { z } from 'zod';
import type { ApiCall } from './api-caller';
import { keysInPaths, type Words } from './api-words';
import type { DescribedOperation } from './described-api';
import { hostileValue, mutated } from './mutations';
import { schemaValues } from './schema-values';
import { sensibleBody } from './sensible-bodies';

/** A request for an operation of the document. */
export interface ApiRequest {
  readonly id: string;
  readonly call: ApiCall;
  /** If-Match is to be the version that was last seen at the path. */
  readonly takesVersion: boolean;
}

type ValuesOf = (schema: unknown) => fc.Arbitrary<unknown>;
type Sent = Pick<ApiCall, 'body' | 'headers'>;

/** A name in a path, mostly one that is there. */
function pathKey({ path }: DescribedOperation): fc.Arbitrary<string> {
  const kind = /(?<kind>[\w-]+)\/\{key\}/.exec(path)?.groups?.['kind'] ?? '';
  const known = keysInPaths[kind] ?? ['none'];
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: hostileValue.map((value) => percentEncoded(`x${String(value)}`.slice(0, 2000))) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%00', '%ff', '...', 'a%2Fb') },
  );
}

/** Half a surrogate pair has no bytes to be written as. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

function queries(
  { parameters }: DescribedOperation,
  valuesOf: ValuesOf,
): fc.Arbitrary<Record<string, string>> {
  const described = parameters.filter((parameter) => parameter.in === 'query');
  // As the fields of one object, so that each gets the words of its name.
  const properties = Object.fromEntries(described.map(({ name, schema }) => [name, schema]));
  const known = valuesOf({ type: 'object', properties });
  const either = fc.oneof(
    { weight: 3, arbitrary: known },
    { weight: 1, arbitrary: mutated(known) },
    { weight: 1, arbitrary: known.map((query) => ({ ...z.object({}).loose().parse(query), nonsense: 1 })) },
  );
  return either.map((query) =>
    Object.fromEntries(
      Object.entries(z.looseObject({}).catch({}).parse(query)).map(([name, value]) => [name, asText(value)]),
    ),
  );
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, 4000);
}

function headersFor({ parameters }: DescribedOperation): fc.Arbitrary<Record<string, string>> {
  if (!parameters.some(({ name }) => name === 'If-Match')) return fc.constant({});
  return fc
    .oneof(
      { weight: 3, arbitrary: fc.constantFrom('', '"1"') },
      { weight: 1, arbitrary: fc.constantFrom('W/"2"', '*', '"99999999999"', '"-1"', '"0"') },
    )
    .map((version): Record<string, string> => (version === '' ? {} : { 'if-match': version }));
}

/** What is sent where JSON was meant. */
const broken = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '1',
    '{"a":1}}',
    '\ufeff{}',
    '{"a":NaN}',
    '['.repeat(5000),
  ),
  fc.uint8Array({ maxLength: 40 }),
);

function bodies(
  { id, method, bodies: described }: DescribedOperation,
  valuesOf: ValuesOf,
): fc.Arbitrary<Sent> {
  if (method === 'GET') return fc.constant({});
  const schema = described['application/json'];
  if (schema === undefined)
    return fc.constantFrom<Sent>({}, {}, {}, {}, { body: { nonsense: true } }, { body: '{' });
  const free = valuesOf(schema);
  const right = free.map((body) => sensibleBody(id, body));
  const asJson = fc.oneof(
    { weight: 8, arbitrary: right },
    { weight: 8, arbitrary: mutated(right) },
    { weight: 1, arbitrary: hostileValue },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const plain = asJson.map((body): Sent => (body === undefined ? {} : { body }));
  if (!('application/x-ndjson' in described)) return plain;
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: mutated(right).map(asLines) });
}

/** The items of a list, one a line. */
function asLines(value: unknown): Sent {
  const lists: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  const lines = lists.flat().map((item) => JSON.stringify(item));
  return { body: lines.join('\n'), headers: { 'content-type': 'application/x-ndjson' } };
}

function requestsFor(operation: DescribedOperation, valuesOf: ValuesOf): fc.Arbitrary<ApiRequest> {
  const asksVersion = operation.parameters.some(({ name }) => name === 'If-Match');
  return fc
    .record({
      key: pathKey(operation),
      query: queries(operation, valuesOf),
      headers: headersFor(operation),
      body: bodies(operation, valuesOf),
      takesVersion: fc.nat({ max: 3 }).map((chance) => asksVersion && chance > 0),
    })
    .map(({ key, query, headers, body, takesVersion }) => ({
      id: operation.id,
      takesVersion,
      call: { key, query, ...body, headers: { ...headers, ...body.headers } },
    }));
}

/** What takes things away comes less often, so that there is something left to ask for. */
const rare = /^(delete|archive|release|erase|stop|ship)/;

function weightOf({ id, method }: DescribedOperation): number {
  if (rare.test(id)) return 1;
  return method === 'GET' ? 2 : 5;
}

/** The same seed gives the same requests: drawn by weight, and at the end one of each operation, so that none is left out. */
export function apiRequests(
  operations: readonly DescribedOperation[],
  { count, seed, words }: { readonly count: number; readonly seed: number; readonly words: Words },
): readonly ApiRequest[] {
  const valuesOf = schemaValues(words);
  const each = operations.map((operation) => ({
    weight: weightOf(operation),
    arbitrary: requestsFor(operation, valuesOf),
  }));
  const drawn = fc.sample(fc.oneof(...each), { numRuns: count, seed });
  return [...drawn, ...each.flatMap(({ arbitrary }) => fc.sample(arbitrary, { numRuns: 1, seed }))];
}
