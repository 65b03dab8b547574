import type { Json } from './schemas';

// What the document says beside the routes.

const description = `Fairsplit assigns variants, ingests events and analyses experiments.

**Keys** are sent as \`Authorization: Bearer <key>\`. A publishable key may evaluate, and send evidence from its origins. A secret
key may do what its scopes allow.

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`. Below \`/ofrep\` they have the form of the OpenFeature
Remote Evaluation Protocol. The header \`X-Request-Id\` identifies the request.

**Versions.** Every object that can change has a version, which is also its ETag. Send it back as \`If-Match\` so that you do not
overwrite somebody else's change. With \`If-None-Match\`, a GET of an unchanged object returns 304.

**PATCH** takes a JSON merge patch (RFC 7396). Members that you leave out keep their value, at every depth. Lists and targeting
rules are replaced as a whole. Null is refused where a member cannot be null. Members that the server sets (\`readOnly\`) may be
sent back and are ignored.

**Lists** are returned in pages: pass \`next\` as \`after\`.

**Texts** contain neither NUL nor half of a surrogate pair. Their length is counted in UTF-16 code units. **Instants** are ISO
8601 with seconds and a zone, such as \`2026-03-01T09:00:00Z\`. No key of an object is \`__proto__\`.

Other methods of a path return 405 with \`Allow\`.`;

export const information: Json = {
  info: {
    title: 'Fairsplit',
    version: '1',
    description,
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  },
  jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
  servers: [{ url: '/', description: 'The server that returned this description.' }],
};

export const securitySchemes: Json = {
  key: { type: 'http', scheme: 'bearer', description: 'A key of Settings, Keys.' },
  keyInHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same, as clients of OFREP may send it.',
  },
  keyInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'key',
    description: 'A publishable key, from what can set no header (sendBeacon).',
  },
  streamToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The token that a bulk evaluation gives under `eventStreams`.',
  },
};

const version = { type: 'string', pattern: '^("\\d{1,9}"|\\*)$' };
const ifMatch = { name: 'If-Match', in: 'header', schema: version };

export const parameters: Json = {
  IfMatch: { ...ifMatch, required: true, description: 'The ETag that you read; `*`: whatever is there now.' },
  IfMatchOptional: {
    ...ifMatch,
    required: false,
    description: 'The ETag that you read; left out, whatever is there now is meant.',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The ETag that you have: 304 where it is still the same.',
    schema: { type: 'string' },
  },
};

/** The names in a path, each told by what stands before it: in /api/v1/metric-groups/{key} that of the metric group. */
export function pathParameters(path: string, keySchema: Json): readonly Json[] {
  return Array.from(path.matchAll(/(?<kinds>[\w-]+)s\/\{(?<name>\w+)\}/g), ({ groups }) => ({
    name: groups?.['name'],
    in: 'path',
    required: true,
    description: describedName(String(groups?.['kinds'])),
    schema: keySchema,
  }));
}

/** Keys of applications have no key of their own. */
function describedName(kind: string): string {
  return kind === 'key' ? 'Id of the key.' : `Key of the ${kind.replaceAll('-', ' ')}.`;
}

const text = (words: string, schema: Json = { type: 'string' }): Json => ({ description: words, schema });

export const headers: Json = {
  RequestId: text('Identifies the request.'),
  Version: text('The version, for If-Match.', { type: 'string', pattern: '^"\\d+"$' }),
  ETag: text('For If-None-Match.'),
  Location: text('The path of the new object.'),
  RetryAfter: text('Seconds after which the request may be tried again.', { type: 'integer' }),
  FileName: text('The name of the file.'),
  LeftOut: text('Metrics missing from the file, with reasons.'),
};
