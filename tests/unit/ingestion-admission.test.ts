import { expect, test } from 'vitest';
import { createAdmission } from '../../lib/services/ingestion/admission';

test('bodies are let in up to the bound, and again once others are done', () => {
  const { admit } = createAdmission(100, () => false);
  const release = admit(60);
  admit(40);
  expect(() => admit(1)).toThrow('Send this again later');
  release();
  release();
  admit(60);
  expect(() => admit(1)).toThrow('Send this again later');
});

test('a body that is larger than the bound is let in alone', () => {
  const { admit } = createAdmission(100, () => false);
  const release = admit(1_000);
  expect(() => admit(1)).toThrow('Send this again later');
  release();
  admit(1);
  expect(() => admit(1_000)).toThrow('Send this again later');
});

test('nothing is let in while what it brings would be refused afterwards', () => {
  let isFull = true;
  const { admit } = createAdmission(100, () => isFull);
  expect(() => admit(1)).toThrow('Send this again later');
  isFull = false;
  admit(1);
});
