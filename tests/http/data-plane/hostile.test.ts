import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOfrepContext } from '../../../lib/serving/routes/ofrep-context';
import { ofrepBodySchema } from '../../../lib/serving/routes/ofrep-body-schema';
import { OfrepError } from '../../../lib/serving/routes/ofrep-error';
import { startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';
import { tries } from '../../support/form';
import { hostileRequest, hostileRequests } from '../../support/hostile-requests';
import { answersTo } from '../../support/hostile-answers';

const server = await startDataPlane();
const place = await makeWorkspace(server.database);
for (const key of ['checkout', 'swedes']) {
  const country = { attribute: 'country', operator: 'equals', value: 'SE' } as const;
  await makeRunningExperiment(server.database, place, { key, targeting: { any: [country, { all: [] }] } });
}
const key = await makeKey(server.database, place.environmentId);
await server.dataPlane.refresh();

// The load project sends 500, in its full form 10,000.
test('200 hostile contexts and bodies get an answer that is no 5xx, and nothing is logged as failed', async () => {
  const { statuses, unexpected } = await answersTo(hostileRequests(200, 20_261_123), server.url, key);
  expect(unexpected).toEqual([]);
  expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  // Both kinds in numbers, or the requests would test nothing.
  expect(statuses.get(200)).toBeGreaterThan(10);
  expect(statuses.get(400)).toBeGreaterThan(10);
});

test('the check of a context by hand accepts, refuses and reads what the schema does', () => {
  const outcomes = new Set<string>();
  const property = fc.property(hostileRequest, ({ body }) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return;
    }
    const bySchema = ofrepBodySchema.safeParse(parsed);
    const expected = bySchema.success ? bySchema.data : bySchema.error.issues[0]?.message;
    outcomes.add(bySchema.success ? 'accepted' : (bySchema.error.issues[0]?.message ?? ''));
    expect(byHand(parsed)).toEqual(expected);
  });
  fc.assert(property, { numRuns: tries(10_000), seed: 20_261_123 });
  expect([...outcomes].sort()).toEqual(['INVALID_CONTEXT', 'PARSE_ERROR', 'accepted']);
});

function byHand(body: unknown): unknown {
  try {
    return readOfrepContext(body);
  } catch (error) {
    if (!(error instanceof OfrepError)) throw error;
    return error.errorCode;
  }
}
