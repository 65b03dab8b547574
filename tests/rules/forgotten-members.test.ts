import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaints } from './complaints';

const root = path.resolve(import.meta.dirname, '../..');

const imports = `
import { z } from '${path.join(root, 'node_modules/zod')}';
import type { Interval } from '@/lib/statistics/effect';
import type { CannotSay } from '@/lib/statistics/outcome';
import type { ExperimentInput } from '@/lib/model/experiment';
import { reason } from '@/lib/model/reason';
import { schemaOf } from '@/lib/model/schema-of';
import type { RunConfiguration } from '@/lib/model/run-configuration';
interface Noted { readonly id: string; readonly note?: string | undefined }
`;

const reasons = [
  'invalid-input',
  'too-few-units',
  'no-variance',
  'control-mean-not-distinguishable-from-zero',
];
const cannotSay = (known: readonly string[]) =>
  `export const schema = schemaOf<Pick<CannotSay, 'reason'>>()(z.object({ reason: z.enum(${JSON.stringify(known)}) }));`;

const right = [
  [
    'a whole type',
    `export const schema = schemaOf<Noted>()(z.object({ id: z.string(), note: z.string().optional() }));`,
  ],
  ['every value', cannotSay([...reasons, 'look-not-reached', 'split-changed', 'not-computable'])],
  ['a reason that there is', `export const known = reason('look-not-reached', {}, {});`],
] as const;

const wrong = [
  [
    'an optional member',
    `export const schema = schemaOf<Noted>()(z.object({ id: z.string() }));`,
    'members or values',
  ],
  ['a member', `export const schema = schemaOf<Interval>()(z.object({ lower: z.number() }));`, 'upper'],
  ['a value of an enum', cannotSay([...reasons, 'look-not-reached', 'split-changed']), 'members or values'],
  ['a reason that its schema does not have', `export const lost = reason('weather', {}, {});`, 'weather'],
  ['a field of an experiment', `export const draft: Pick<ExperimentInput, 'layers'> = {};`, 'layers'],
  [
    'a field of a run',
    `export const of = ({ prerequisites }: RunConfiguration) => prerequisites;`,
    'prerequisites',
  ],
] as const;

describe('against the types that there are', () => {
  const told = complaints([...right, ...wrong].map(([, text]) => imports + text));

  test.each(right.map(([name], place) => [name, place] as const))('what says %s compiles', (_, place) => {
    expect(told[place]).toEqual([]);
  });

  test.each(wrong.map(([name, , expected], place) => [name, expected, right.length + place] as const))(
    'what forgets or invents %s does not compile',
    (_, expected, place) => {
      expect(told[place]?.join('\n')).toContain(expected);
    },
  );
});
