import { expect, test } from 'vitest';
import { complaints } from './complaints';

// What the client's types let through and what they refuse: each of these texts would be a call, and nothing is called.

const given = `
import { ApiClient } from '@/lib/client/api-client';
const client = new ApiClient('http://127.0.0.1', 'key');
export `;

const fine = [
  ['an input', `const a = client.call('startExperiment', { key: 'checkout', environment: 'staging' });`],
  [
    'a flag and a number of a query',
    `const a = client.call('latestAnalysis', { key: 'a', look: true, run: 2 });`,
  ],
  ['a date', `const a = client.call('analyseHoldout', { key: 'a', metrics: ['m'], from: new Date(0) });`],
  ['no input where all of it may be left out', `const a = client.call('listLayers');`],
  ['a field', `const a: string = (await client.call('getLayer', { key: 'a' })).name;`],
  ['an instant as it travels', `const a: string = (await client.call('getLayer', { key: 'a' })).createdAt;`],
  [
    'nothing, of what answers nothing',
    `const a: undefined = await client.call('deleteLayer', { key: 'a' });`,
  ],
  ['a file', `const a: Uint8Array = (await client.call('exportUnits', { key: 'a' })).bytes;`],
] as const;

const wrong = [
  ['an unknown verb', `const a = client.call('startExperiments', { key: 'a' });`, 'startExperiments'],
  [
    'a verb without a route',
    `const a = client.call('createPasswordReset', { key: 'a' });`,
    'createPasswordReset',
  ],
  ['a missing member', `const a = client.call('startExperiment', {});`, "'key' is missing"],
  ['a missing input', `const a = client.call('getLayer');`, 'Expected 2 arguments'],
  ['an unknown member', `const a = client.call('startExperiment', { key: 'a', unit: 'b' });`, "'unit'"],
  [
    'a value of another type',
    `const a = client.call('latestAnalysis', { key: 'a', run: 'two' });`,
    "'string'",
  ],
  [
    'a change of what there is not',
    `const a = client.call('updateExperiment', { key: 'a', version: 1, changes: { title: 'A' } });`,
    "'title'",
  ],
  [
    'a definition of no kind',
    `const a = client.call('createMetric', { key: 'a', name: 'A', kind: 'median', definition: {} });`,
    'median',
  ],
  ['an unknown field', `const a = (await client.call('getLayer', { key: 'a' })).title;`, "'title'"],
  [
    'a date that is none any more',
    `const a: Date = (await client.call('getLayer', { key: 'a' })).createdAt;`,
    "'string' is not assignable to type 'Date'",
  ],
] as const;

const told = complaints([...fine, ...wrong].map(([, text]) => given + text));

test.each(fine.map(([name], index) => [name, told[index]] as const))('%s compiles', (_, found) => {
  expect(found).toEqual([]);
});

test.each(wrong.map(([name, , expected], index) => [name, expected, told[fine.length + index]] as const))(
  '%s does not compile',
  (_, expected, found) => {
    expect(found?.join('\n')).toContain(expected);
  },
);
