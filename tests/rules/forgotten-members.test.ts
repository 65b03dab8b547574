import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'lib/model/sample.ts');
const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
  config: object;
};
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
let earlier: ts.Program | undefined;

/** What TypeScript says of a text, were it to stand in lib/model, against the types that there are. */
function complaints(text: string): readonly string[] {
  const host = ts.createCompilerHost(options);
  const read = ts.createCompilerHost(options);
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, text, version) : read.getSourceFile(name, version, ...rest);
  host.fileExists = (name) => name === file || ts.sys.fileExists(name);
  earlier = ts.createProgram({
    rootNames: [file],
    options: { ...options, incremental: false, noUnusedLocals: false },
    host,
    ...(earlier && { oldProgram: earlier }),
  });
  return ts
    .getPreEmitDiagnostics(earlier, earlier.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const imports = `
import { z } from 'zod';
import type { Interval } from '../statistics/effect';
import type { CannotSay } from '../statistics/outcome';
import type { ExperimentInput } from './experiment';
import { reason } from './reason';
import { schemaOf } from './schema-of';
import type { RunConfiguration } from './run-configuration';
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

test.each([
  [
    'a whole type',
    `export const schema = schemaOf<Noted>()(z.object({ id: z.string(), note: z.string().optional() }));`,
  ],
  ['every value', cannotSay([...reasons, 'look-not-reached', 'split-changed', 'not-computable'])],
  ['a reason that there is', `export const known = reason('look-not-reached', {}, {});`],
])('what says %s compiles', (_, text) => {
  expect(complaints(imports + text)).toEqual([]);
});

test.each([
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
])('what forgets or invents %s does not compile', (_, text, expected) => {
  expect(complaints(imports + text).join('\n')).toContain(expected);
});
