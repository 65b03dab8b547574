import type { z } from 'zod';
import type { Context } from '../../services/context';
import { answering, answeringVersioned } from '../route-description';
import { takingBack } from './read-only';
import type { Route } from './route';

type Verb<Result> = (request: { ctx: Context; input: unknown }) => Promise<Result>;

/** What experiments share, each kind with the same four doors; how one goes away is its own. */
interface Kind {
  readonly path: string;
  /** For the documentation: "a layer", "layers". */
  readonly one: string;
  readonly many: string;
  /** The same as a part of the operations' names: Layer, Layers. */
  readonly name: string;
  readonly names: string;
  /** What a change does not touch. */
  readonly kept?: string;
  readonly list: Verb<object>;
  readonly create: Verb<object>;
  readonly get: Verb<object>;
  readonly update: Verb<object>;
  /** The verbs' own, as they parse. */
  readonly query: z.ZodObject;
  readonly fields: z.ZodObject;
  readonly changes: z.ZodObject;
  /** What they give. */
  readonly pageSchema: z.ZodType;
  readonly schema: z.ZodType<{ readonly version: number }>;
}

const whatRunsKeep = 'runs that have begun keep what they froze';

export function routesOf({ path, kept = whatRunsKeep, ...kind }: Kind): readonly Route[] {
  const { list, create, get, update } = kind;
  const success = answeringVersioned(kind.schema);
  const newBody = takingBack(kind.fields, kind.schema);
  const changesBody = takingBack(kind.changes, kind.schema);
  return [
    {
      method: 'GET',
      path,
      operation: `list${kind.names}`,
      summary: `List ${kind.many} by key`,
      query: kind.query,
      success: answering(kind.pageSchema),
      handle: async ({ ctx, query }) => ({ body: await list({ ctx, input: query }) }),
    },
    {
      method: 'POST',
      path,
      operation: `create${kind.name}`,
      summary: `Create ${kind.one}`,
      body: newBody,
      success: answeringVersioned(kind.schema, 201),
      handle: async ({ ctx, body }) => ({ body: await create({ ctx, input: body }) }),
    },
    {
      method: 'GET',
      path: `${path}/{key}`,
      operation: `get${kind.name}`,
      summary: `Read ${kind.one}`,
      success,
      handle: async ({ ctx, parameters }) => ({ body: await get({ ctx, input: parameters }) }),
    },
    {
      method: 'PATCH',
      path: `${path}/{key}`,
      operation: `update${kind.name}`,
      summary: `Change ${kind.one}; ${kept}`,
      ifMatch: 'required',
      body: changesBody,
      success,
      handle: async ({ ctx, parameters, body, version }) => ({
        body: await update({ ctx, input: { ...parameters, version, changes: body } }),
      }),
    },
  ];
}
