import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { compileConfiguration } from '../assignment/compile-configuration';
import type { AssignableConfiguration } from '../assignment/configuration';
import { ConflictError } from '../errors';
import { expecting, type ApiClient } from '../client/api-client';
import type { Scenario } from '../simulator/scenario';
import type { Assign } from '../simulator/traffic';
import { unitsOf } from '../simulator/unit';

/** Whatever else a configuration holds, compiling it does not throw: what is malformed assigns nobody. */
const configurationSchema = z.custom<AssignableConfiguration>(
  (value) => z.object({ experiments: z.array(z.object({ key: z.string() })) }).safeParse(value).success,
  { error: 'The configuration has no experiments.' },
);

const answerSchema = z.object({
  assignments: z.record(z.string(), z.object({ variant: z.string().nullable() })),
});

const attempts = 100;
const pauseMs = 100;
const unitsAsked = 10;

/**
 * The variants of the run that was just started, as the server gives them: its configuration, evaluated here by the code that
 * it evaluates with. The server hears of a start within moments, which are waited for. Throws ConflictError where it gives
 * some unit another variant, and where it does not serve the experiment.
 */
export async function servedAssignment(client: ApiClient, scenario: Scenario, seed: number): Promise<Assign> {
  const { key } = scenario.experiment;
  const nowMs = Date.now();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const configuration = await expecting(
      configurationSchema,
      client.request('GET', '/api/v1/configuration'),
      200,
    );
    const experiment = compileConfiguration(configuration).experiments.get(key);
    if (experiment !== undefined) {
      const assign: Assign = (unit, attributes) =>
        experiment.assign(unit, attributes, { nowMs }).variantIndex;
      await askForSome(client, scenario, seed, assign);
      return assign;
    }
    await wait(pauseMs);
  }
  throw new ConflictError('NOT_SERVED', `The server does not serve "${key}", ten seconds after its start.`);
}

async function askForSome(
  client: ApiClient,
  scenario: Scenario,
  seed: number,
  assign: Assign,
): Promise<void> {
  const { key } = scenario.experiment;
  const unitOf = unitsOf(scenario, seed);
  for (let index = 0; index < Math.min(unitsAsked, scenario.units); index += 1) {
    const { unit, attributes } = unitOf(index);
    const body = { unit, attributes, experiments: [key], expose: false };
    const request = client.request('POST', '/api/v1/assignments', body);
    const { assignments } = await expecting(answerSchema, request, 200);
    const position = assign(unit, attributes);
    const variant = position === null ? null : (scenario.variants[position]?.key ?? null);
    if (assignments[key]?.variant === variant) continue;
    throw new ConflictError(
      'ASSIGNED_OTHERWISE',
      `The server gives "${unit}" ${String(assignments[key]?.variant)}, its configuration gives ${String(variant)}.`,
    );
  }
}
