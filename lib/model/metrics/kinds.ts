import { z } from 'zod';
import { withoutRemoved } from '../changes';
import type { DeepReadonly } from '../deep-readonly';
import { count } from './count';
import { distinctCount } from './distinct-count';
import { eventQuantile } from './event-quantile';
import { fromFirstForm } from './first-form';
import { funnel } from './funnel';
import type { Spread } from './kind';
import { mean } from './mean';
import { completed, type Measure, type MeasurePart } from './measure';
import { proportion } from './proportion';
import { quantile } from './quantile';
import { ratio } from './ratio';
import { retention } from './retention';
import { rowsAsEvents } from './source-rows';
import { sum } from './sum';
import { timeToEvent } from './time-to-event';

/** Every kind of metric, in the order in which a form offers them. What follows here is made from this table. */
const kinds = {
  proportion,
  count,
  sum,
  mean,
  ratio,
  retention,
  quantile,
  'event-quantile': eventQuantile,
  funnel,
  'time-to-event': timeToEvent,
  'distinct-count': distinctCount,
};

export type MetricKind = keyof typeof kinds;

export const metricKinds = Object.values(kinds).map(({ kind }) => kind);

type Definitions = {
  readonly [Kind in MetricKind]: DeepReadonly<z.output<(typeof kinds)[Kind]['definition']>>;
};

type MeaningOf<Kind extends MetricKind> = {
  readonly [Of in Kind]: { readonly kind: Of; readonly definition: Definitions[Of] };
}[Kind];

/** A kind with the definition that belongs to it. */
export type MetricMeaning = MeaningOf<MetricKind>;

const { proportion: first, ...others } = kinds;

const meaningSchema = z.discriminatedUnion(
  'kind',
  [first.meaning, ...Object.values(others).map(({ meaning }) => meaning)],
  `Choose a kind: ${metricKinds.slice(0, -1).join(', ')} or ${String(metricKinds.at(-1))}.`,
);

/**
 * Kind and definition, as input and as stored, both fields of an object of their own. The first form of a definition, `{ event,
 * windowHours }` without a version, keeps its meaning: its kind `mean` summed a unit's values and is read as `sum`. Where a
 * source is named, its key stands for the event.
 */
export const metricMeaningSchema = z.preprocess(
  (input: z.input<typeof meaningSchema>, context) =>
    rowsAsEvents(withoutRefused(fromFirstForm(withoutRemoved(input, meaningSchema)), context), context),
  meaningSchema,
);

/** The meaning of a metric stored in either form. Throws where it is of neither. */
export function parseMetricMeaning(stored: {
  readonly kind: unknown;
  readonly definition: unknown;
}): MetricMeaning {
  return metricMeaningSchema.parse({ kind: stored.kind, definition: stored.definition });
}

const ofKind = z.looseObject({ kind: z.enum(metricKinds), definition: z.looseObject({}) });

/** A member that the kind refuses is refused in the kind's own words. */
function withoutRefused(input: unknown, context: z.RefinementCtx): unknown {
  const parsed = ofKind.safeParse(input);
  if (!parsed.success) return input;
  const { kind, definition } = parsed.data;
  const refused = Object.entries(kinds[kind].refusals).filter(([member]) => definition[member] !== undefined);
  for (const [member, message] of refused) {
    context.addIssue({ code: 'custom', path: ['definition', member], message, input });
  }
  return refused.length === 0 ? input : z.NEVER;
}

type Functions = {
  readonly [Kind in MetricKind]: {
    readonly sentence: (definition: Definitions[Kind]) => string;
    readonly measure: (definition: Definitions[Kind]) => MeasurePart;
  };
};

const functions: Functions = kinds;

/** What to measure for a metric: every kind becomes columns of one number per unit. */
export function measureOf<Kind extends MetricKind>({ kind, definition }: MeaningOf<Kind>): Measure {
  return completed(functions[kind].measure(definition));
}

/** What a metric measures, in a few words and without caps and breakdown: "Sum of purchase per unit". */
export function kindSentence<Kind extends MetricKind>({ kind, definition }: MeaningOf<Kind>): string {
  return functions[kind].sentence(definition);
}

/** Where somebody chooses a kind: "Number of events per unit". */
export function kindLabel(kind: MetricKind): string {
  return kinds[kind].label;
}

/** What the figure of a kind is, beside its name on a scorecard. */
export function kindFigure(kind: MetricKind): string {
  return kinds[kind].figure;
}

/** How the variance of the kind's values follows their mean. */
export function spreadOf(kind: MetricKind): Spread {
  return kinds[kind].spread;
}

/** Whether the kind's figure is a share of units, to be shown in percent. */
export function isShare(kind: MetricKind): boolean {
  return spreadOf(kind) === 'share';
}

/** Whether units' values of the kind add up to a total, such as that of a month. */
export function addsUp(kind: MetricKind): boolean {
  return spreadOf(kind) !== 'level';
}

/** The members of the kind's definition by name; those that it refuses are not among them. */
export function membersOfKind(kind: MetricKind): ReadonlyMap<string, z.core.$ZodType> {
  const { definition, refusals } = kinds[kind];
  return new Map(Object.entries(definition.shape).filter(([member]) => !Object.hasOwn(refusals, member)));
}

/** Whether what the kind measures was there before exposure just as it is after it. */
export function takesCovariate(kind: MetricKind): boolean {
  return membersOfKind(kind).has('covariate');
}

/** Key of the source that a metric reads; null: the platform's own events. */
export function sourceOf({ definition }: MetricMeaning): string | null {
  return 'source' in definition ? (definition.source ?? null) : null;
}
