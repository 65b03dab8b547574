import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changeKindOf,
  designFields,
  experimentFieldNames,
  type ExperimentField,
  type ExperimentInput,
} from '../../../lib/model/experiment';
import { parseRunConfiguration } from '../../../lib/model/run-configuration';
import { mistakenNames } from '../../../lib/verbs/given-names';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { storedExperiments } from '../../support/stored-resources';
import { createWorkspace } from '../../support/workspace';

// A field that is added to an experiment is in each of these without a word here.

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);

const [first, ...others] = fc
  .sample(
    // Numbers of 17 digits in JSON columns are another matter.
    storedExperiments
      .filter(({ valueType }) => !['number', 'json'].includes(valueType))
      // What is stored may have older names, with what nobody may send any more.
      .filter((experiment) => mistakenNames(experiment).length === 0),
    { seed: 1, numRuns: 12 },
  )
  .map((experiment, index) => alone(experiment, `every-field-${String(index)}`));
if (first === undefined) expect.fail();

/** The experiment without what would have to be there first, and without limits of time. */
function alone(experiment: ExperimentInput, key: string): ExperimentInput {
  const rest = { metrics: [], layer: null, prerequisite: null, startsAt: null, endsAt: null };
  return { ...experiment, ...rest, targeting: { all: [] }, key, name: experiment.name.trim() };
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const pathOf = ({ key }: ExperimentInput) => `/api/v1/experiments/${key}`;

async function make(experiment: ExperimentInput) {
  expect(await call('POST', '/api/v1/experiments', { body: experiment })).toMatchObject({ status: 201 });
}

test('every field of an experiment is read back as it was sent', async () => {
  for (const experiment of others) {
    await make(experiment);
    const answer = await call('GET', pathOf(experiment));
    for (const field of experimentFieldNames) {
      expect(answer.body, field).toHaveProperty(field, asJson(experiment[field]));
    }
  }
});

test('a run copies every field of the design, and a change of any that is frozen asks for a new run', async () => {
  await make(first);
  expect(await call('POST', `${pathOf(first)}/start`)).toMatchObject({ status: 200 });
  const { configuration } = await database.prisma.run.findFirstOrThrow({
    where: { experiment: { key: first.key } },
  });
  const frozen = new Map<string, unknown>(Object.entries(parseRunConfiguration(configuration)));
  for (const field of Object.keys(designFields)) {
    if (!['segments', 'trigger', 'planning'].includes(field) || frozen.get(field) !== undefined) {
      expect(frozen.get(field), field).toEqual(new Map(Object.entries(first)).get(field));
    }
  }
  const outcomes = new Map<ExperimentField, number>();
  for (const field of experimentFieldNames) {
    for (const other of others) {
      const { body } = await call('GET', pathOf(first));
      if (JSON.stringify(other[field]) === JSON.stringify(first[field]) || typeof body !== 'object') continue;
      const version = body !== null && 'version' in body ? String(body.version) : '';
      const answer = await call('PATCH', pathOf(first), {
        body: { [field]: other[field] },
        headers: { 'if-match': `"${version}"` },
      });
      // Variants and their value type, for one, are only right together.
      if (answer.status === 400) continue;
      outcomes.set(field, answer.status);
      break;
    }
  }
  const expected = [...outcomes.keys()].map((field) => [field, changeKindOf(field) === 'frozen' ? 409 : 200]);
  expect([...outcomes]).toEqual(expected);
  expect(outcomes.size).toBeGreaterThanOrEqual(experimentFieldNames.length - 8);
});
