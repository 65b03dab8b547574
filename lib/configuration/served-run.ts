import { z } from 'zod';
import type { RunAllocation } from '../analysis/run-allocation';
import { type RunSurroundings, surroundingsSchema } from '../model/run-configuration';
import { forcedHashes } from '../assignment/buckets';
import type { AssignableAudience, AssignableHoldout, AssignableLayer } from '../assignment/configuration';
import { findMalformation } from '../assignment/malformation';
import type { Log } from '../log';
import { forcedSchema } from '../model/eligibility';
import { targetingSchema } from '../model/targeting';
import { servedValueType, type ServedRun } from '../model/served-configuration';

interface Schedule {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** A run as it is stored: what it froze, its dials, and what it follows of its experiment. */
export interface StoredRun {
  readonly id: number;
  readonly number: number;
  readonly salt: string;
  readonly environmentId: number;
  readonly configuration: unknown;
  /** In order; the last one is in force. */
  readonly allocations: readonly Pick<RunAllocation, 'coverage' | 'reach'>[];
  /** The newest alone; none: the run began by a version that did not keep any, and has its experiment's. */
  readonly schedules: readonly Schedule[];
  readonly intakeClosedAt: Date | null;
  readonly shippedVariant: string | null;
  readonly experiment: Schedule & {
    readonly key: string;
    readonly workspaceId: string;
    readonly forced: unknown;
  };
}

/** A run that is served, and what it refers to. */
export interface PlacedRun {
  readonly run: ServedRun;
  readonly layer: AssignableLayer | null;
  readonly holdouts: readonly AssignableHoldout[];
  readonly audiences: readonly AssignableAudience[];
}

/** The part of a run's frozen configuration that assignment uses. The rest may change its form without stopping it. */
const frozenSchema = z.object({
  valueType: servedValueType,
  targeting: targetingSchema,
  variants: z.array(z.object({ key: z.string(), value: z.json(), weight: z.number() })),
  defaultVariant: z.string().nullable().default(null),
  surroundings: surroundingsSchema.optional(),
});

const noSurroundings: RunSurroundings = {
  layer: null,
  holdouts: [],
  audiences: [],
  sticky: false,
  prerequisite: null,
};

/**
 * The run as it is served, or null, and logged, when what is stored cannot be used: its experiment counts as not
 * running, and no other is affected. `isHolding` says whether a holdout still keeps its units out of what was shipped.
 */
export function toPlacedRun(
  stored: StoredRun,
  isHolding: (workspaceId: string, holdout: string) => boolean,
  log: Log,
): PlacedRun | null {
  const parsed = frozenSchema.safeParse(stored.configuration);
  const forced = forcedSchema.safeParse(stored.experiment.forced);
  const allocation = stored.allocations.at(-1);
  const placed =
    parsed.success && forced.success && allocation !== undefined
      ? placedRun(stored, allocation, { frozen: parsed.data, forced: forced.data }, isHolding)
      : null;
  const reason =
    placed === null
      ? ((parsed.error ?? forced.error)?.message ?? 'it has no allocation')
      : findMalformation(placed.run);
  if (placed !== null && reason === null) return placed;
  log.error(
    { runId: stored.id, experiment: stored.experiment.key, reason },
    'run left out: its configuration is malformed',
  );
  return null;
}

function placedRun(
  stored: StoredRun,
  { coverage, reach }: Pick<RunAllocation, 'coverage' | 'reach'>,
  {
    frozen,
    forced,
  }: {
    readonly frozen: z.output<typeof frozenSchema>;
    readonly forced: z.output<typeof forcedSchema>;
  },
  isHolding: (workspaceId: string, holdout: string) => boolean,
): PlacedRun {
  const { experiment, salt, shippedVariant } = stored;
  const { startsAt, endsAt } = stored.schedules[0] ?? experiment;
  const { layer, holdouts, audiences, sticky, prerequisite } = frozen.surroundings ?? noSurroundings;
  const held =
    shippedVariant === null ? holdouts : holdouts.filter(({ key }) => isHolding(experiment.workspaceId, key));
  const run: ServedRun = {
    key: experiment.key,
    run: stored.number,
    runId: stored.id,
    valueType: frozen.valueType,
    salt,
    coverage,
    targeting: frozen.targeting,
    variants: frozen.variants.map((variant, index) => ({ ...variant, reach: reach[index] ?? 1 })),
    layer: layer === null ? null : { key: layer.key, ranges: layer.ranges },
    holdouts: held.map(({ key }) => key),
    startsAt: startsAt?.getTime() ?? null,
    endsAt: endsAt?.getTime() ?? null,
    intake: stored.intakeClosedAt === null ? 'open' : 'closed',
    shipped: shippedVariant,
    sticky,
    forced: forced.map(({ unit, variant }) => ({ ...forcedHashes(salt, unit), variant })),
    prerequisite,
    defaultVariant: frozen.defaultVariant,
  };
  return {
    run,
    layer: layer === null ? null : { key: layer.key, salt: layer.salt },
    holdouts: held,
    audiences,
  };
}
