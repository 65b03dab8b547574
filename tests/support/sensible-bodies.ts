import { z } from 'zod';
import { VALUE_TYPES } from '../../lib/assignment/value-type';

// What a schema cannot say of a body: how its fields belong together. Without it hardly an experiment of a fuzz would be one.

/** The same body with fields that agree; anything that has none to agree as it is. */
export function sensibleBody(operation: string, body: unknown): unknown {
  if (/^(create|update)Experiment$/.test(operation)) return sensibleExperiment(body);
  return /^(create|update)Metric$/.test(operation) ? sensibleMetric(body) : body;
}

const named = z.array(z.looseObject({})).optional();

const experiment = z.looseObject({
  valueType: z.enum(VALUE_TYPES).default('boolean'),
  variants: z.array(z.looseObject({})).min(2),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  forced: named,
  metrics: named,
  segments: named,
});

const values = { boolean: true, string: 'a', integer: 2, number: 1, json: {} } as const;

/** Variants share the units, times are in order, and nothing is listed twice. */
function sensibleExperiment(body: unknown): unknown {
  const parsed = experiment.safeParse(body);
  if (!parsed.success) return body;
  const { variants, valueType, startsAt, endsAt, forced, metrics, segments, ...rest } = parsed.data;
  const [from, to] = [startsAt, endsAt].map((instant) => instant ?? null).sort();
  return {
    ...rest,
    valueType,
    variants: variants.map((variant, index) => ({
      ...variant,
      key: index === 0 ? 'control' : index === 1 ? 'treatment' : `treatment-${String(index)}`,
      weight: 1 / variants.length,
      isControl: index === 0,
      value: values[valueType],
    })),
    ...(from === to ? {} : { startsAt: from, endsAt: to }),
    ...(forced === undefined ? {} : { forced: onceEach(forced, 'unit') }),
    ...(metrics === undefined ? {} : { metrics: onceEach(metrics, 'metric') }),
    ...(segments === undefined ? {} : { segments: onceEach(segments, 'attribute').slice(0, 1) }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function onceEach(list: readonly Fields[], name: string): readonly Fields[] {
  return list.filter((one, index) => list.findIndex((other) => other[name] === one[name]) === index);
}

const metric = z.looseObject({ key: z.string(), definition: z.looseObject({}) });
const selections = ['numerator', 'denominator'];

/** A source or events, not both: for some keys the one, for others the other. */
function sensibleMetric(body: unknown): unknown {
  const parsed = metric.safeParse(body);
  if (!parsed.success) return body;
  const { definition, ...rest } = parsed.data;
  const { source, ...own } = definition;
  if (rest.key !== 'new-1' || source === undefined) return { ...rest, definition: own };
  const rows = Object.entries(own).map(([name, value]) => [
    name,
    selections.includes(name) ? withoutSelection(value) : value,
  ]);
  return {
    ...rest,
    definition: { ...withoutSelection(Object.fromEntries(rows)), covariate: undefined, source },
  };
}

function withoutSelection(value: unknown): Fields {
  const { event: _event, where: _where, ...rest } = z.looseObject({}).catch({}).parse(value);
  return rest;
}
