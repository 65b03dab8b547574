import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser';
import { bundleForBrowser } from '../support/built-sdk';
import { servePages } from '../support/page-server';

const file = path.resolve(import.meta.dirname, '../golden/assignment.json');
const golden = z
  .object({
    experiments: z.array(z.object({ salt: z.string(), coverage: z.number(), weights: z.array(z.number()) })),
    vectors: z.array(
      z.object({
        experiment: z.number(),
        unit: z.string(),
        coverageHash: z.number(),
        variantHash: z.number(),
        variantIndex: z.number().nullable(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

/** What the vectors say: both hashes, also of a unit that is not covered, and the variant, one for each. */
const wanted = golden.vectors.map(({ coverageHash, variantHash, variantIndex }) => [
  coverageHash,
  variantHash,
  variantIndex,
]);

/** Units that the server refuses to record are not evaluated by a client either. */
const isRefused = (unit: string) => unit === '' || /\p{Surrogate}|\0/u.test(unit);

/** Runs inside Node and the browser: `compileConfiguration`, `explainAssignment` and `createClient` are the built SDK's. */
const answers = `
  const experiments = golden.experiments.map(({ salt, coverage, weights }, index) => ({
    key: 'e' + index, run: 1, salt, coverage, targeting: { all: [] },
    variants: weights.map((weight, position) => ({ key: 'v' + position, value: position, weight })),
  }));
  const compiled = compileConfiguration({ experiments }).experiments;
  const configuration = { environment: 'golden', version: 1, experiments };
  const client = createClient({ url: 'http://127.0.0.1:9', key: 'k', updates: 'none', bootstrap: { configuration } });
  const result = {
    buckets: golden.vectors.map(({ experiment, unit }) => {
      const one = compiled.get('e' + experiment);
      const { variantIndex } = one.assign(unit, {}, { nowMs: 0 });
      const { trail } = explainAssignment(one, unit, {}, { nowMs: 0 });
      const hashOf = (name) => trail.find(({ step }) => step === name)?.hash ?? null;
      return [hashOf('coverage'), hashOf('variant'), variantIndex];
    }),
    values: golden.vectors.map(({ experiment, unit }) => {
      const { value, errorCode } = client.evaluate('e' + experiment, -1, { unit, expose: false });
      return errorCode ?? value;
    }),
  };
`;
const names = `{ compileConfiguration, explainAssignment }`;
const wantedValues = golden.vectors.map(({ unit, variantIndex }) =>
  isRefused(unit) ? (unit === '' ? 'TARGETING_KEY_MISSING' : 'INVALID_CONTEXT') : (variantIndex ?? -1),
);

describe(`${golden.vectors.length} golden vectors give the same hashes and variants in the built SDK`, () => {
  const inNode = (name: string, imports: string) => {
    const read = `const golden = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'));`;
    const script = path.join(inject('sdkConsumer'), name);
    writeFileSync(script, `${imports}\n${read}\n${answers}\nconsole.log(JSON.stringify(result));`);
    const output = execFileSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return JSON.parse(output) as unknown;
  };

  test('there are 500 at least, and most of them reach a variant', () => {
    expect(golden.vectors.length).toBeGreaterThanOrEqual(500);
    expect(golden.vectors.filter(({ variantIndex }) => variantIndex !== null).length).toBeGreaterThan(250);
    expect(wantedValues.filter((value) => typeof value === 'number').length).toBeGreaterThan(250);
  });

  test('in Node, as a module', () => {
    const imports = `import { readFileSync } from 'node:fs'; import ${names} from '@fairsplit/sdk/assignment'; import { createClient } from '@fairsplit/sdk';`;
    expect(inNode('golden.mjs', imports)).toEqual({ buckets: wanted, values: wantedValues });
  });

  test('in Node, as CommonJS', () => {
    const imports = `const { readFileSync } = require('node:fs'); const ${names} = require('@fairsplit/sdk/assignment'); const { createClient } = require('@fairsplit/sdk');`;
    expect(inNode('golden.cjs', imports)).toEqual({ buckets: wanted, values: wantedValues });
  });

  test('in Chromium', async () => {
    const script = await bundleForBrowser(
      `import ${names} from '@fairsplit/sdk/assignment'; import { createClient } from '@fairsplit/sdk';
       globalThis.answer = (text) => { const golden = JSON.parse(text); ${answers} return result; };`,
    );
    const url = await servePages({ '/': '<script src="/golden.js"></script>', '/golden.js': script });
    const page = await (await openBrowser()).newPage();
    await page.goto(url);
    // As text: the vectors hold half surrogate pairs, which the way into the browser would mend.
    const text = JSON.stringify(readFileSync(file, 'utf8'));
    const result: unknown = JSON.parse(await page.evaluate<string>(`JSON.stringify(answer(${text}))`));
    expect(result).toEqual({ buckets: wanted, values: wantedValues });
  });
});
