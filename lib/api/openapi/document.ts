import { z } from 'zod';
import { keySchema } from '../../model/key';
import { isPlaced, type AnswerContent, type AnswerDescription, type OtherAnswer } from '../../protocol/route';
import { controlPlaneOperations } from './control-plane-operations';
import { dataPlaneOperations } from './data-plane-operations';
import { errorResponses, errorSchemas, errorsOf, header } from './errors';
import { isSchema, schemasOf, type KeyPlace, type Operation } from './operation';
import { otherOperations } from './other-operations';
import { describeSchemas, type DescribedSchemas, type Json } from './schemas';
import { headers, information, pathParameters, parameters, securitySchemes } from './surroundings';

/** Every operation of the API, those of applications first. */
export function operationsOf(): readonly Operation[] {
  return [...dataPlaneOperations(), ...controlPlaneOperations(), ...otherOperations];
}

/** The API as an OpenAPI 3.1 document, made from the tables that requests are routed by and the schemas that they are parsed with. */
export function openApiDocument(): Json {
  const operations = operationsOf();
  const all = operations.map(schemasOf);
  const schemas = describeSchemas(
    new Set([...all.flatMap(({ input }) => input), keySchema]),
    new Set([...all.flatMap(({ output }) => output), ...errorSchemas]),
  );
  const topics = [...new Set(operations.map(({ topic }) => topic))];
  return {
    openapi: '3.1.1',
    ...information,
    tags: topics.map((name) => ({ name })),
    paths: pathsOf(operations, schemas),
    components: {
      securitySchemes,
      parameters,
      headers,
      responses: errorResponses(schemas),
      schemas: schemas.components,
    },
  };
}

function pathsOf(operations: readonly Operation[], schemas: DescribedSchemas): Json {
  const paths = [...new Set(operations.map(({ path }) => path))];
  return Object.fromEntries(
    paths.map((path) => [
      path,
      pathItem(
        path,
        operations.filter((one) => one.path === path),
        schemas,
      ),
    ]),
  );
}

function pathItem(path: string, operations: readonly Operation[], schemas: DescribedSchemas): Json {
  const named = pathParameters(path, schemas.input(keySchema));
  return {
    ...(named.length === 0 ? {} : { parameters: named }),
    ...Object.fromEntries(
      operations.map((operation) => [operation.method.toLowerCase(), describe(operation, schemas)]),
    ),
  };
}

function describe(operation: Operation, schemas: DescribedSchemas): Json {
  const { method, name, topic, summary, body, query, otherHeaders = [], success, others } = operation;
  const given = [
    ...parametersOf('query', query, schemas),
    ...parametersOf('header', operation.headers, schemas),
    ...otherHeaders,
  ];
  return {
    operationId: name,
    tags: [topic],
    summary,
    security: securityOf(operation),
    ...(given.length === 0 ? {} : { parameters: given }),
    ...(body === undefined ? {} : { requestBody: requestBody(body, schemas) }),
    responses: {
      [success.status]: response(success, schemas),
      ...(success.etag === 'revalidation' || (method === 'GET' && success.etag === 'version')
        ? { 304: { description: 'Not modified: the ETag is still the same.' } }
        : {}),
      ...Object.fromEntries(others.map((other) => [other.status, response(other, schemas)])),
      ...errorsOf(operation),
    },
  };
}

const schemeNames: Readonly<Record<KeyPlace, string>> = {
  bearer: 'key',
  header: 'keyInHeader',
  query: 'keyInQuery',
  token: 'streamToken',
};

function securityOf({ keys, isOpen }: Operation): readonly Json[] {
  const required = keys.map((place) => ({ [schemeNames[place]]: [] }));
  return isOpen && keys.length > 0 ? [{}, ...required] : required;
}

const fieldsOf = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});

function parametersOf(
  place: 'query' | 'header',
  schema: z.ZodObject | undefined,
  schemas: DescribedSchemas,
): readonly Json[] {
  if (schema === undefined) return [];
  const fields = fieldsOf.parse(schemas.input(schema));
  return Object.entries(fields.properties).map(([name, { description, ...field }]) => ({
    name,
    in: place,
    required: fields.required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: withoutNull(field),
  }));
}

const optionsOf = z.array(z.record(z.string(), z.unknown()));

/** A query and a header have no null: what is left out of them is left out. */
function withoutNull({ type, anyOf, ...field }: Json): Json {
  const types = z.array(z.string()).safeParse(type);
  if (types.success) {
    const [only, ...others] = types.data.filter((one) => one !== 'null');
    return { ...field, type: others.length === 0 ? only : type };
  }
  if (anyOf === undefined) return { ...field, ...(type !== undefined && { type }) };
  const [only, ...others] = optionsOf.parse(anyOf).filter((option) => option['type'] !== 'null');
  return { ...field, ...(others.length === 0 ? only : { anyOf }) };
}

/** A body that needs no field need not come at all. */
function requestBody(body: Readonly<Record<string, AnswerContent>>, schemas: DescribedSchemas): Json {
  const isNeeded = Object.values(body).some(
    (content) => !isSchema(content) || !content.safeParse({}).success,
  );
  return { required: isNeeded, content: contentOf(body, schemas.input) };
}

function response(answer: AnswerDescription | OtherAnswer, schemas: DescribedSchemas): Json {
  const { description, content, etag, status } = answer;
  const isFile = status === 200 && Object.keys(content).length > 1;
  return {
    description,
    headers: {
      'X-Request-Id': header('RequestId'),
      ...(etag === 'version' ? { ETag: header('Version') } : {}),
      ...(isPlaced(answer) ? { Location: header('Location') } : {}),
      ...(etag === 'revalidation' ? { ETag: header('ETag') } : {}),
      ...(isFile
        ? { 'Content-Disposition': header('FileName'), 'Fairsplit-Left-Out': header('LeftOut') }
        : {}),
    },
    ...(Object.keys(content).length === 0 ? {} : { content: contentOf(content, schemas.output) }),
  };
}

function contentOf(
  content: Readonly<Record<string, AnswerContent>>,
  describeSchema: (schema: z.ZodType) => Json,
): Json {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, held]) => [mediaType, mediaTypeOf(held, describeSchema)]),
  );
}

function mediaTypeOf(held: AnswerContent, describeSchema: (schema: z.ZodType) => Json): Json {
  if (held === 'binary') return {};
  return { schema: held === 'text' ? { type: 'string' } : describeSchema(held) };
}
