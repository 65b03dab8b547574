import { z } from 'zod';
import type { DeepReadonly } from '../deep-readonly';
import type { MeasurePart } from './measure';

/**
 * How the variance of a unit's value follows its mean. share: a unit counts or does not, p (1 - p). total: what a unit has of
 * something adds up, so that the variance grows as the mean does. level: it stays where it is.
 */
export type Spread = 'share' | 'total' | 'level';

/** Everything that the product has to know of a kind of metric. */
interface MetricKindFacts<Kind extends string, Definition extends z.ZodObject> {
  readonly kind: Kind;
  /**
   * Its members say what the kind can do (a covariate, caps, a breakdown, the rows of a source) and what the form asks for; those that
   * parts.ts has are known to the form.
   */
  readonly definition: Definition;
  /** Where somebody chooses a kind: "Number of events per unit". */
  readonly label: string;
  /** What its figure is, beside a metric's name: "events per unit". */
  readonly figure: string;
  readonly spread: Spread;
  /** Why the kind does not have a member that others have: the sentence for whoever asks for it. */
  readonly refusals: Readonly<Partial<Record<'source' | 'breakdown', string>>>;
  /** What it measures: "Sum of purchase per unit", without caps and breakdown. */
  readonly sentence: (definition: DeepReadonly<z.output<Definition>>) => string;
  readonly measure: (definition: DeepReadonly<z.output<Definition>>) => MeasurePart;
}

/** A kind with the schema of kind and definition side by side, as they are sent and stored. */
export function defineMetricKind<const Kind extends string, Definition extends z.ZodObject>(
  facts: MetricKindFacts<Kind, Definition>,
) {
  const { kind, definition } = facts;
  return { ...facts, meaning: z.object({ kind: z.literal(kind), definition }) };
}
