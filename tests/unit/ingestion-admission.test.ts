import { expect, onTestFinished, test, vi } from 'vitest';
import { withinTime, type ArrivalLimit } from '../../lib/protocol/within-time';
import { createAdmission } from '../../lib/ingestion/admission';

const refusal = 'Send this again later';

test('bodies are let in up to the bound, by what has come of them, and again once others are done', () => {
  const { admit } = createAdmission(100, () => false);
  const [one, other] = [admit(0), admit(0)];
  one.grow(60);
  other.grow(40);
  expect(() => admit(1)).toThrow(refusal);
  one.release();
  one.release();
  const third = admit(60);
  third.grow(60);
  expect(() => admit(1)).toThrow(refusal);
});

test('what is announced and does not come keeps nobody out', () => {
  const { admit } = createAdmission(100, () => false);
  for (let idle = 0; idle < 20; idle += 1) admit(80).grow(1);
  admit(80).grow(80);
  expect(() => admit(1)).toThrow(refusal);
});

test('a body that outgrows the room is refused, and holds nothing from then on', () => {
  const { admit } = createAdmission(100, () => false);
  const [one, other] = [admit(0), admit(0)];
  one.grow(50);
  other.grow(50);
  expect(() => one.grow(1)).toThrow(refusal);
  expect(() => one.grow(1)).toThrow(refusal);
  other.grow(50);
  one.release();
  expect(() => admit(1)).toThrow(refusal);
});

test('a body that is larger than the bound is let in alone', () => {
  const { admit } = createAdmission(100, () => false);
  const large = admit(1_000);
  large.grow(50);
  large.grow(950);
  expect(() => admit(1)).toThrow(refusal);
  large.release();
  admit(1).grow(1);
  expect(() => admit(1_000)).toThrow(refusal);
});

test('nothing is let in while what it brings would be refused afterwards', () => {
  let isFull = true;
  const { admit } = createAdmission(100, () => isFull);
  expect(() => admit(1)).toThrow(refusal);
  isFull = false;
  admit(1);
});

async function* every(milliseconds: number, chunks: number): AsyncGenerator<number> {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    yield chunk;
  }
}

async function taken(chunks: AsyncIterable<number>): Promise<number> {
  let count = 0;
  for await (const chunk of chunks) count = chunk + 1;
  return count;
}

test('a body that does not come in time is a 408; where each chunk has its time, a long one may take long', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const whole = { maxMs: 200, forEachChunk: false };
  const outcome = async (chunks: AsyncIterable<number>, limit: ArrivalLimit) => {
    const taking = taken(withinTime(chunks, limit)).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    return taking;
  };
  const slow = { code: 'BODY_TOO_SLOW', status: 408 };
  expect(await outcome(every(1, 5), whole)).toBe(5);
  expect(await outcome(every(50, 20), whole)).toMatchObject(slow);
  const eachChunk = { ...whole, forEachChunk: true };
  expect(await outcome(every(50, 8), eachChunk)).toBe(8);
  expect(await outcome(every(60_000, 1), eachChunk)).toMatchObject(slow);
});
