import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FairsplitError } from '../../lib/errors';
import { parseJson } from '../../lib/protocol/parse-json';
import { isStorableText } from '../../lib/ingestion/storable-json';
import { readOfrepContext } from '../../lib/serving/routes/ofrep-context';
import { accepts, describedOperation } from '../support/described-api';
import { tries } from '../support/form';
import { hostileRequest } from '../support/hostile-requests';

const described = describedOperation('evaluateFlag').bodies['application/json'];

const named = z.looseObject({ context: z.looseObject({ targetingKey: z.string() }) });

/** What the description says in words: which characters a text holds, and which key no object has. */
function isToldInWords(body: unknown): boolean {
  const unit = named.safeParse(body).data?.context.targetingKey;
  return JSON.stringify(body).includes('__proto__') || (unit !== undefined && !isStorableText(unit));
}

/** What a check gives, or undefined where it refuses. */
function readBy<Value>(check: () => Value): Value | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof FairsplitError) return undefined;
    throw error;
  }
}

test('the description of an evaluation takes what the check of it takes', () => {
  const seen = { accepted: 0, refused: 0, inWords: 0 };
  const property = fc.property(hostileRequest, ({ body }) => {
    const sent = readBy(() => parseJson(Buffer.from(body)));
    if (sent === undefined) return;
    const isRead = readBy(() => readOfrepContext(sent)) !== undefined;
    const isFiner = !isRead && isToldInWords(sent);
    if (!isFiner) expect(accepts(described, sent)).toBe(isRead);
    seen[isRead ? 'accepted' : isFiner ? 'inWords' : 'refused'] += 1;
  });
  fc.assert(property, { numRuns: tries(3_000), seed: 20_261_127 });
  expect(Math.min(seen.accepted, seen.refused, seen.inWords)).toBeGreaterThan(tries(30));
});
