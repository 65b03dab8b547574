import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { openApiDocument } from '../../lib/api/openapi/document';

const json = z.record(z.string(), z.unknown());
const schemaHolder = z.looseObject({ schema: z.unknown().optional() });
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema: z.unknown(),
});
const responseSchema = z.looseObject({
  headers: json.default({}),
  content: z.record(z.string(), schemaHolder).default({}),
});
const operationSchema = z.looseObject({
  operationId: z.string(),
  parameters: z.array(json).default([]),
  security: z.array(json),
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), schemaHolder) }).optional(),
  responses: z.record(z.string(), json),
});

export type DescribedParameter = z.output<typeof parameterSchema>;

/** An operation as a reader of the document finds it, its references followed. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly isOpen: boolean;
  readonly isBodyRequired: boolean;
  /** By media type. */
  readonly bodies: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, z.output<typeof responseSchema>>>;
}

/** The document as it is sent: nothing in it is shared with the program any more. */
export const description = json.parse(JSON.parse(JSON.stringify(openApiDocument())));

/** What a reference of the document stands for. */
export function lookUp(reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((part, name) => json.parse(part)[name], description);
}

function followed(part: Readonly<Record<string, unknown>>): unknown {
  const { $ref } = part;
  return typeof $ref === 'string' ? lookUp($ref) : part;
}

export const describedOperations: readonly DescribedOperation[] = Object.entries(
  json.parse(description['paths']),
).flatMap(([path, item]) => {
  const { parameters: shared = [], ...methods } = json.parse(item);
  return Object.entries(methods).map(([method, given]) => {
    const operation = operationSchema.parse(given);
    const parameters = [...z.array(json).parse(shared), ...operation.parameters];
    return {
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: parameters.map((parameter) => parameterSchema.parse(followed(parameter))),
      isOpen: operation.security.length === 0,
      isBodyRequired: operation.requestBody?.required === true,
      bodies: Object.fromEntries(
        Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema]),
      ),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [
          status,
          responseSchema.parse(followed(response)),
        ]),
      ),
    };
  });
});

export function describedOperation(id: string): DescribedOperation {
  const found = describedOperations.find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`There is no operation ${id}.`);
  return found;
}

const documentId = 'https://fairsplit.test/openapi.json';

// Its keywords are looked at strictly: a misspelt one is an error, not a remark that nobody hears.
const validator = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateFormats: false,
  allErrors: true,
});
const named = json.parse(json.parse(description['components'])['schemas']);
validator.addSchema(json.parse(readable({ $id: documentId, $defs: named })));
const compiled = new Map<string, ValidateFunction>();

/** The same schema where its named parts are found by a validator that knows of JSON Schema alone. */
function readable(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${documentId}#/$defs/`));
}

/** A schema of the document as a check of values. */
export function checkOf(schema: unknown): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const check = validator.compile(json.parse(readable(schema)));
  compiled.set(text, check);
  return check;
}

export function accepts(schema: unknown, value: unknown): boolean {
  return checkOf(schema)(value);
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What of an answer is not as the document says. */
export function departures(operation: DescribedOperation, answer: ReceivedAnswer): readonly string[] {
  const response = operation.responses[String(answer.status)] ?? operation.responses['default'];
  if (response === undefined) return [`the status ${String(answer.status)} is not described`];
  const problems = Object.keys(response.headers)
    .filter((name) => name.toLowerCase() === 'etag' && !answer.headers.has(name))
    .map((name) => `${name} is missing`);
  if (answer.headers.has('etag') && response.headers['ETag'] === undefined && answer.status !== 304) {
    problems.push('an ETag that is not described');
  }
  return [...problems, ...contentDepartures(response.content, answer)];
}

function contentDepartures(
  content: Readonly<Record<string, { readonly schema?: unknown }>>,
  { headers, text }: ReceivedAnswer,
): readonly string[] {
  const type = headers.get('content-type');
  if (Object.keys(content).length === 0) return text === '' ? [] : ['a body that is not described'];
  const described = content[type ?? ''];
  if (described === undefined) return [`the media type ${String(type)} is not described`];
  if (!/^application\/(problem\+)?json$/.test(type ?? '')) return [];
  const check = checkOf(described.schema);
  if (check(JSON.parse(text))) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
