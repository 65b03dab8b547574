import { z } from 'zod';
import { explain } from '../../assignment/explain';
import { FairsplitError, InvalidInputError } from '../../errors';
import { parseJson } from '../../http/parse-json';
import { unitField } from '../../services/ingestion/item-fields';
import { expose } from '../expose';
import { momentOf } from '../moment';
import { jsonResponse } from '../request';
import { requireEvaluation, type KeyedCall, type Route } from '../route';
import type { ServedExperiment } from '../snapshot';

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
    .default({}),
  /** Left out: every running experiment. */
  experiments: z.array(z.string()).max(1000).optional(),
  /** Whether the unit meets the variants now. Left out: yes for experiments asked for by name. */
  expose: z.boolean().optional(),
  explain: z.boolean().default(false),
});

type Body = z.output<typeof bodySchema>;

/** The variants of one unit in several experiments, with the trail of each decision where asked. */
export const assignmentsRoute: Route = {
  method: 'POST',
  path: '/api/v1/assignments',
  access: 'key',
  errors: 'problem',
  handle: async (call) => {
    requireEvaluation(call.caller);
    const body = parseBody(parseJson(await call.request.readBody()));
    const keys = body.experiments ?? [...call.caller.environment.experiments.keys()];
    refuseUnknown(call, keys);
    const assignments = Object.fromEntries(keys.map((key) => [key, assignOne(call, body, key)]));
    return jsonResponse(200, { assignments });
  },
};

function parseBody(body: unknown): Body {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    detail: message,
  }));
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

function assignOne(call: KeyedCall, body: Body, key: string): object {
  const served = call.caller.environment.experiments.get(key);
  if (served === undefined) return { variant: null, reason: 'DISABLED' };
  const { unit, attributes, experiments, expose: wish = experiments !== undefined } = body;
  const { reason, variant, variantIndex } = served.compiled.assign(unit, attributes, momentOf(call.parts));
  if (wish && reason === 'SPLIT') expose(call.parts, served.runId, variantIndex, unit, attributes);
  const { run } = served.compiled.experiment;
  const explanation = body.explain ? { explanation: explanationOf(call, served, body) } : {};
  return variant === null
    ? { variant: null, reason, run, ...explanation }
    : { variant: variant.key, value: variant.value, reason, run, ...explanation };
}

function explanationOf({ parts }: KeyedCall, { compiled }: ServedExperiment, { unit, attributes }: Body) {
  return explain(compiled, unit, attributes, momentOf(parts)).trail;
}
