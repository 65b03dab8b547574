import { z } from 'zod';
import type { Moment } from '../../assignment/assignment';
import { explain } from '../../assignment/explain';
import { FairsplitError, InvalidInputError } from '../../errors';
import { parseJson } from '../../protocol/parse-json';
import { pointerTo } from '../../model/json-pointer';
import { mistakesOf } from '../../model/mistake';
import { answering } from '../../protocol/route';
import { leftOut, unitField } from '../../ingestion/item-fields';
import { expose } from '../expose';
import { momentOf } from '../moment';
import { COUNTED_REASONS } from '../prepared-flag';
import type { ApiResponse } from '../../protocol/request';
import type { KeyedCall, Route } from '../route';
import { withValue } from '../value-text';

const bodySchema = z.strictObject({
  unit: unitField,
  attributes: z
    .custom<Readonly<Record<string, unknown>>>(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        !Object.hasOwn(value, '__proto__'),
      { error: 'attributes must be an object, without the key __proto__' },
    )
    .register(z.globalRegistry, { type: 'object', description: 'Attributes of the unit, for targeting.' })
    .nullish()
    .transform((value) => value ?? {}),
  experiments: leftOut(z.array(z.string()).max(1000)).describe('Left out: every running experiment.'),
  expose: leftOut(z.boolean()).describe(
    'Whether to record an exposure. Default: true for experiments that are named.',
  ),
  explain: leftOut(z.boolean()).describe('Whether to return every rule with its result.'),
});

const stepSchema = z
  .looseObject({ step: z.string(), passed: z.boolean(), decides: z.literal(true).optional() })
  .meta({
    id: 'ExplanationStep',
    description: 'One step of the assignment, with buckets and hashes where it has some.',
  });

const assignmentSchema = z
  .object({
    variant: z.string().nullable().describe('null: none.'),
    value: z
      .unknown()
      .optional()
      .describe(
        "The variant's, or that of the default variant; without one, the default in the code applies. A whole one of a `number` experiment is written 2.0.",
      ),
    reason: z.enum(COUNTED_REASONS),
    run: z.int().optional(),
    explanation: z.array(stepSchema).optional().describe('Where it was asked for.'),
  })
  .meta({ id: 'Assignment' });

const assignmentsSchema = z
  .object({ assignments: z.record(z.string(), assignmentSchema).describe('By the key of the experiment.') })
  .meta({ id: 'Assignments', description: "The unit's variants." });

type Body = z.output<typeof bodySchema>;

/** The variants of one unit in several experiments, with the trail of each decision where asked. */
export const assignmentsRoute: Route = {
  method: 'POST',
  path: '/api/v1/assignments',
  operation: 'assign',
  topic: 'Evaluation',
  summary: 'Assign variants of several experiments to one unit',
  body: { 'application/json': bodySchema },
  success: answering(assignmentsSchema),
  access: 'evaluation',
  errors: 'problem',
  answer: (call, bytes) => {
    const body = parseBody(parseJson(bytes));
    const { environment } = call.caller;
    const keys = body.experiments ?? [...environment.experiments.keys()];
    refuseUnknown(call, keys);
    const needsMemory = keys.some((key) => environment.experiments.get(key)?.compiled.remembers === true);
    const moment = momentOf(call.parts, environment, body.unit, needsMemory);
    const answer = (known: Moment): ApiResponse => {
      const assignments = Array.from(
        new Set(keys),
        (key) => `${JSON.stringify(key)}:${assignOne(call, body, known, key)}`,
      );
      const headers = { 'content-type': 'application/json' };
      return { status: 200, headers, body: `{"assignments":{${assignments.join(',')}}}` };
    };
    return moment instanceof Promise ? moment.then(answer) : answer(moment);
  },
};

function parseBody(body: unknown): Body {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .flatMap((issue) => mistakesOf(issue, bodySchema, body))
    .map(({ path, message }) => ({ pointer: pointerTo(path), detail: message }));
  throw new InvalidInputError(problems.map(({ detail }) => detail).join('; '), problems);
}

/** A name that nobody knows is a mistake in the caller's code, and is told before anything is recorded. */
function refuseUnknown({ caller: { environment } }: KeyedCall, keys: readonly string[]): void {
  const problems = keys.flatMap((key, index) =>
    environment.experiments.has(key) || environment.inactive.has(key)
      ? []
      : [
          {
            pointer: `/experiments/${index}`,
            detail: `there is no experiment ${JSON.stringify(key.slice(0, 200))}`,
          },
        ],
  );
  const [first] = problems;
  if (first !== undefined) throw new FairsplitError('UNKNOWN_EXPERIMENT', 404, first.detail, problems);
}

/** As JSON. */
function assignOne(call: KeyedCall, body: Body, moment: Moment, key: string): string {
  const { caller, parts } = call;
  const served = caller.environment.experiments.get(key);
  if (served === undefined) {
    parts.metrics.evaluatedFor('DISABLED');
    return JSON.stringify({ variant: null, reason: 'DISABLED' });
  }
  const { unit, attributes, experiments, expose: wish = experiments !== undefined } = body;
  const { compiled } = served;
  const { reason, variant, variantIndex } = compiled.assign(unit, attributes, moment);
  parts.metrics.evaluatedFor(reason);
  if (wish && reason === 'SPLIT') expose(call, served, variantIndex, unit, attributes);
  const { run } = compiled.experiment;
  const explanation =
    body.explain === true ? { explanation: explain(compiled, unit, attributes, moment).trail } : {};
  const text = JSON.stringify({ variant: variant?.key ?? null, reason, run, ...explanation });
  const value = variantIndex === null ? served.defaultValue : served.values[variantIndex];
  return value === undefined ? text : withValue(text, value);
}
