import { z } from 'zod';
import type { Moment } from '../../assignment/assignment';
import { explain } from '../../assignment/explain';
import { FairsplitError, InvalidInputError } from '../../errors';
import { parseJson } from '../../http/parse-json';
import { unitField } from '../../services/ingestion/item-fields';
import { expose } from '../expose';
import { momentOf } from '../moment';
import { jsonResponse } from '../request';
import type { KeyedCall, Route } from '../route';

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
  access: 'evaluation',
  errors: 'problem',
  answer: (call, bytes) => {
    const body = parseBody(parseJson(bytes));
    const { environment } = call.caller;
    const keys = body.experiments ?? [...environment.experiments.keys()];
    refuseUnknown(call, keys);
    const needsMemory = keys.some((key) => environment.experiments.get(key)?.compiled.remembers === true);
    const moment = momentOf(call.parts, environment, body.unit, needsMemory);
    const answer = (known: Moment) =>
      jsonResponse(200, {
        assignments: Object.fromEntries(keys.map((key) => [key, assignOne(call, body, known, key)])),
      });
    return moment instanceof Promise ? moment.then(answer) : answer(moment);
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

function assignOne(call: KeyedCall, body: Body, moment: Moment, key: string): object {
  const { caller, parts } = call;
  const served = caller.environment.experiments.get(key);
  if (served === undefined) {
    parts.metrics.evaluatedFor('DISABLED');
    return { variant: null, reason: 'DISABLED' };
  }
  const { unit, attributes, experiments, expose: wish = experiments !== undefined } = body;
  const { compiled } = served;
  const { reason, variant, variantIndex } = compiled.assign(unit, attributes, moment);
  parts.metrics.evaluatedFor(reason);
  if (wish && reason === 'SPLIT') expose(call, served, variantIndex, unit, attributes);
  const { run } = compiled.experiment;
  const explanation = body.explain ? { explanation: explain(compiled, unit, attributes, moment).trail } : {};
  return variant === null
    ? { variant: null, reason, run, ...explanation }
    : { variant: variant.key, value: variant.value, reason, run, ...explanation };
}
