import { expect, test } from 'vitest';
import { z } from 'zod';
import { send, startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeDraft,
  makeKey,
  makeRun,
  makeRunConfiguration,
  makeWorkspace,
} from '../../support/factories';
import { isStorable, readGoldenAssignment } from '../../support/golden-assignment';

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const golden = readGoldenAssignment();

for (const [index, { salt, coverage, weights }] of golden.experiments.entries()) {
  const experimentId = await makeDraft(database, place.workspaceId, `golden-${index}`);
  const base = makeRunConfiguration({ values: weights.map((_, position) => position), coverage });
  const variants = base.variants.map((variant, position) => ({
    ...variant,
    key: `v${position}`,
    weight: weights[position] ?? 0,
  }));
  const configuration = JSON.parse(JSON.stringify({ ...base, variants })) as object;
  await makeRun(database, place.environmentId, experimentId, { salt, configuration });
}
await announceConfiguration(database, place.environmentId);
await server.dataPlane.refresh();

const answerSchema = z.object({
  assignments: z.record(
    z.string(),
    z.object({
      variant: z.string().nullable(),
      explanation: z.array(z.object({ step: z.string(), hash: z.number().optional() })),
    }),
  ),
});

test('500 golden vectors come back over HTTP with their variant and their hashes', async () => {
  const vectors = golden.vectors.filter(isStorable);
  expect(vectors).toHaveLength(500);
  for (const { experiment, unit, coverageHash, variantHash, variantIndex } of vectors) {
    const name = `golden-${experiment}`;
    const body = { unit, experiments: [name], expose: false, explain: true };
    const answer = await send(`${url}/api/v1/assignments`, key, body);
    expect(answer.status, JSON.stringify(unit)).toBe(200);
    const { variant, explanation = [] } = answerSchema.parse(answer.body).assignments[name] ?? {};
    expect(variant, JSON.stringify(unit)).toBe(variantIndex === null ? null : `v${variantIndex}`);
    const hashes = Object.fromEntries(explanation.map(({ step, hash }) => [step, hash]));
    expect(hashes['coverage']).toBe(coverageHash);
    expect(hashes['variant']).toBe(variantHash);
  }
});
