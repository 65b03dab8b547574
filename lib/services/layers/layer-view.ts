import type { HashRange } from '../../assignment/configuration';
import { freeRanges, shareOf } from '../../assignment/layer-ranges';
import type { Transaction } from '../../database/client';
import type { Layer } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import { withinReach } from '../authorise';
import type { Context } from '../context';
import { runsInLayer } from '../experiments/run-surroundings';

/** A run's place in a layer: half-open ranges of 0 to 2^32. */
export interface LayerPlace {
  readonly experiment: string;
  readonly run: number;
  readonly ranges: readonly HashRange[];
}

/** How a layer is used in one environment. */
export interface LayerUse {
  readonly environment: string;
  /** Share of the layer that a new run could take, 0 to 1. */
  readonly freeShare: number;
  readonly places: readonly LayerPlace[];
}

export interface LayerView {
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** One entry for each environment that the caller may touch, also where nothing runs. */
  readonly uses: readonly LayerUse[];
}

/** The workspace's layer of that key. Throws {@link NotFoundError}. */
export async function findLayer(transaction: Transaction, ctx: Context, key: string): Promise<Layer> {
  const stored = await transaction.layer.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('layer', key);
  return stored;
}

export async function toLayerView(transaction: Transaction, ctx: Context, stored: Layer): Promise<LayerView> {
  const { key, name, version, createdAt, updatedAt, workspaceId } = stored;
  const { environmentId } = withinReach(ctx);
  const environments = await transaction.environment.findMany({
    where: { workspaceId, ...(environmentId !== undefined && { id: environmentId }) },
    select: { id: true, key: true },
    orderBy: { id: 'asc' },
  });
  const runs = await runsInLayer(transaction, key, workspaceId);
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
