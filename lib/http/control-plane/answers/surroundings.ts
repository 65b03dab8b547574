import { z } from 'zod';
import type { AudienceView } from '../../../services/audiences/audience-view';
import { audienceInputSchema } from '../../../services/audiences/audience-view';
import type { AudiencePage } from '../../../services/audiences/list-audiences';
import type { HoldoutView } from '../../../services/holdouts/holdout-view';
import type { HoldoutPage } from '../../../services/holdouts/list-holdouts';
import type { LayerView } from '../../../services/layers/layer-view';
import type { LayerPage } from '../../../services/layers/list-layers';
import { setByServer } from '../read-only';
import { historyFields, nextField } from './page';

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
  .meta({ id: 'LayerUse', description: 'How a layer is used in one environment.' });

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
  }) satisfies z.ZodType<LayerView>;

export const layerPageSchema = z.object({ layers: z.array(layerSchema), next: nextField }).meta({
  id: 'LayerPage',
  description: 'Layers, by key.',
}) satisfies z.ZodType<LayerPage>;

export const holdoutSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    share: z.number().describe('Share of all units that is kept out, 0 to 1; it never changes.'),
    layer: z
      .string()
      .nullable()
      .describe('Key of the layer whose experiments it is kept out of; null: those of the whole workspace.'),
    ...historyFields,
    releasedAt: setByServer(z.date().nullable()),
  })
  .meta({
    id: 'Holdout',
    description: 'A share of all units that meets no experiment.',
  }) satisfies z.ZodType<HoldoutView>;

export const holdoutPageSchema = z.object({ holdouts: z.array(holdoutSchema), next: nextField }).meta({
  id: 'HoldoutPage',
  description: 'Holdouts by key, released ones included.',
}) satisfies z.ZodType<HoldoutPage>;

export const audienceSchema = z.object({ ...audienceInputSchema.shape, ...historyFields }).meta({
  id: 'Audience',
  description: 'A saved targeting rule.',
}) satisfies z.ZodType<AudienceView>;

export const audiencePageSchema = z.object({ audiences: z.array(audienceSchema), next: nextField }).meta({
  id: 'AudiencePage',
  description: 'Saved audiences, by key.',
}) satisfies z.ZodType<AudiencePage>;
