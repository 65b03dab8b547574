import { ofrepErrorSchema } from '../../serving/routes/ofrep-error';
import { problemContentType, problemSchema } from '../../protocol/problem';
import type { Operation } from './operation';
import type { DescribedSchemas, Json } from './schemas';

/** In which form an error comes, as it is named among the components. */
const forms = {
  problem: { prefix: 'Problem', mediaType: problemContentType, schema: problemSchema },
  ofrep: { prefix: 'OfrepProblem', mediaType: 'application/json', schema: ofrepErrorSchema },
} as const;

export const errorSchemas = [problemSchema, ofrepErrorSchema];

const descriptions: Readonly<Record<string, string>> = {
  '400': 'The request is invalid; `detail` says what to change.',
  '401': 'The key is missing or unknown.',
  '403': 'The key may not do this.',
  '404': 'Not found, or not visible to this key.',
  '408': 'The body came too slowly.',
  '409':
    'The request conflicts with the current state: a key that is taken, a second start, an object still in use.',
  '412': 'Somebody saved in between: read it again.',
  '413': 'The body is too large.',
  '415': 'The Content-Encoding is not known.',
  '428': 'If-Match is missing: send the version that you read.',
  '429': 'Too many requests: retry after the given number of seconds.',
  '503': 'A dependency is unavailable: retry after the given number of seconds.',
  default: 'Any other error.',
};

const comesAgain = new Set(['429', '503']);

/** Every error that may be met, in both forms. */
export function errorResponses({ output }: DescribedSchemas): Json {
  const responses = Object.values(forms).flatMap(({ prefix, mediaType, schema }) =>
    Object.entries(descriptions).map(([status, description]): [string, Json] => [
      nameOf(prefix, status),
      {
        description,
        headers: { 'X-Request-Id': header('RequestId'), ...retryHeader(status) },
        content: { [mediaType]: { schema: output(schema) } },
      },
    ]),
  );
  return Object.fromEntries(responses);
}

function retryHeader(status: string): Json {
  return comesAgain.has(status) ? { 'Retry-After': header('RetryAfter') } : {};
}

export function header(name: string): Json {
  return { $ref: `#/components/headers/${name}` };
}

/** The errors of one operation, those that its row describes itself left out. */
export function errorsOf({ refusals, errors, others }: Operation): Json {
  const { prefix } = forms[errors];
  const described = new Set(others.map(({ status }) => String(status)));
  const statuses = [...refusals.map(String), 'default'].filter((status) => !described.has(status));
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(prefix, status)}` }]),
  );
}

function nameOf(prefix: string, status: string): string {
  return status === 'default' ? prefix : `${prefix}${status}`;
}
