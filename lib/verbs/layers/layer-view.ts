import { freeRanges, shareOf } from '../../assignment/layer-ranges';
import type { Reader } from '../../database/reader';
import type { Layer } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import { withinReach } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import { runsInLayer } from '../experiments/run-surroundings';
import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { historyFields, nextField, setByServer } from '../../model/answer-fields';

/** The workspace's layer of that key. Throws {@link NotFoundError}. */
export async function findLayer(reader: Reader, ctx: Caller, key: string): Promise<Layer> {
  const stored = await reader.layer.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('layer', key);
  return stored;
}

export const layerRow = { table: 'layers', find: findLayer } as const;

export async function toLayerView(reader: Reader, ctx: Caller, stored: Layer): Promise<LayerView> {
  const { key, name, version, createdAt, updatedAt, workspaceId } = stored;
  const { environmentId } = withinReach(ctx);
  const environments = await reader.environment.findMany({
    where: { workspaceId, archivedAt: null, ...(environmentId !== undefined && { id: environmentId }) },
    select: { id: true, key: true },
    orderBy: { id: 'asc' },
  });
  const runs = await runsInLayer(reader, stored.id);
  const uses = environments.map((environment) => {
    const places = runs.filter(({ environmentId }) => environmentId === environment.id);
    return {
      environment: environment.key,
      freeShare: shareOf(freeRanges(places.flatMap(({ ranges }) => ranges))),
      places: places.map(({ experiment, run, ranges }) => ({ experiment, run, ranges })),
    };
  });
  return { key, name, version, createdAt, updatedAt, uses };
}

const layerUseSchema = z
  .object({
    environment: z.string(),
    freeShare: z.number().describe('Share of the layer that a new run could take, 0 to 1.'),
    places: z.array(
      z.object({
        experiment: z.string(),
        run: z.int(),
        ranges: z.array(z.tuple([z.number(), z.number()])).describe('Half-open ranges of 0 to 2^32.'),
      }),
    ),
  })
  .meta({ id: 'LayerUse', description: 'Use of a layer in one environment.' });

export const layerSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    ...historyFields,
    uses: setByServer(z.array(layerUseSchema).describe('One entry an environment, also where nothing runs.')),
  })
  .meta({
    id: 'Layer',
    description: 'A set of experiments that never share a unit.',
  });

export type LayerView = DeepReadonly<z.output<typeof layerSchema>>;

export type LayerUse = LayerView['uses'][number];

export const layerPageSchema = z.object({ layers: z.array(layerSchema), next: nextField }).meta({
  id: 'LayerPage',
  description: 'Layers, by key.',
});
