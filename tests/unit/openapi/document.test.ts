import { z } from 'zod';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { controlPlaneRoutes } from '../../../lib/api/routes';
import { dataPlaneRoutes } from '../../../lib/serving/data-plane';
import { checkOf, description, describedOperations } from '../../support/described-api';

const operationsByPlace = new Map(describedOperations.map((one) => [`${one.method} ${one.path}`, one]));

test('the description is a valid OpenAPI 3.1 document, and every reference in it leads somewhere', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(description));
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(() => validator.resolveRefs()).not.toThrow();
});

test('every schema in it is JSON Schema 2020-12 without an unknown word', () => {
  const schemas = describedOperations.flatMap(({ parameters, bodies, responses }) => [
    ...parameters.map(({ schema }) => schema),
    ...Object.values(bodies),
    ...Object.values(responses).flatMap(({ content }) => Object.values(content).map(({ schema }) => schema)),
  ]);
  for (const schema of schemas.filter((one) => one !== undefined)) checkOf(schema);
  expect(schemas.length).toBeGreaterThan(200);
});

describe('every route is in it', () => {
  test.each(controlPlaneRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    (place, route) => {
      const operation = operationsByPlace.get(place);
      expect(operation?.id).toBe(route.operation);
      expect(operation?.isOpen).toBe(false);
      expect(Object.keys(operation?.bodies ?? {})).toEqual(
        route.body === undefined ? [] : ['application/json'],
      );
      const queries = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query');
      expect(queries.map(({ name }) => name)).toEqual(Object.keys(route.query?.shape ?? {}));
      const ifMatch = operation?.parameters.find(({ name }) => name === 'If-Match');
      expect(ifMatch?.required).toBe(route.ifMatch === undefined ? undefined : route.ifMatch === 'required');
    },
  );

  test.each(dataPlaneRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    (place, route) => {
      const operation = operationsByPlace.get(place);
      expect(operation?.id).toBe(route.operation);
      expect(Object.keys(operation?.bodies ?? {})).toEqual(Object.keys(route.body ?? {}));
    },
  );
});

test('whatever is posted or changed has a described body, but for what needs none', () => {
  const bare = describedOperations.filter(
    ({ method, bodies }) => ['POST', 'PATCH'].includes(method) && Object.keys(bodies).length === 0,
  );
  expect(bare.map(({ id }) => id).sort()).toEqual([
    'archiveEnvironment',
    'archiveExperiment',
    'releaseHoldout',
    'unarchiveEnvironment',
    'unarchiveExperiment',
  ]);
});

test('whatever changes what has a version obeys If-Match', () => {
  const versioned = controlPlaneRoutes.filter(
    ({ method, success }) => method === 'GET' && success.etag === 'version',
  );
  const changing = controlPlaneRoutes.filter(
    ({ method, path: place, success }) =>
      method !== 'GET' &&
      (versioned.some((one) => one.path === place) || (success.etag === 'version' && success.status !== 201)),
  );
  expect(changing.length).toBeGreaterThan(15);
  expect(changing.filter(({ ifMatch }) => ifMatch === undefined).map(({ operation }) => operation)).toEqual(
    [],
  );
});

// Generated clients have a function for each: renaming one breaks them.
test('operations keep their names, and no two have the same', () => {
  const ids = describedOperations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...operationsByPlace].map(([place, { id }]) => `${place}: ${id}`)).toMatchSnapshot();
});

test('errors have one form, and under /ofrep that of the protocol', () => {
  for (const { path: place, responses, id } of describedOperations) {
    const form = place.startsWith('/ofrep') ? 'application/json' : 'application/problem+json';
    expect([id, Object.keys(responses['default']?.content ?? {})]).toEqual([id, [form]]);
  }
});

// Generators take a member with a `default` for one that is always there: the smallest request would not compile.
test('what may be left out of a request is not described as always there', () => {
  const membersWithDefault = (schema: unknown, place: string): readonly string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const own = 'default' in schema && typeof schema.default !== 'object' ? [place] : [];
    return [
      ...own,
      ...Object.entries(schema).flatMap(([name, part]) => membersWithDefault(part, `${place}/${name}`)),
    ];
  };
  expect(membersWithDefault(description['components'], '')).toEqual([]);
  const bodies = describedOperations.map(({ id, bodies: of }) => membersWithDefault(of, id));
  expect(bodies.flat()).toEqual([]);
  const { schemas } = z
    .object({ schemas: z.record(z.string(), z.object({ required: z.array(z.string()).optional() })) })
    .parse(description['components']);
  expect(schemas['ExperimentFields']?.required).toEqual(['key', 'name', 'variants']);
  // What comes back has all of them.
  expect(schemas['Experiment']?.required).toEqual(
    expect.arrayContaining(['coverage', 'plan', 'layer', 'id']),
  );
  expect(schemas['Plan']?.required).toEqual(expect.arrayContaining(['method', 'plannedDays']));
});
