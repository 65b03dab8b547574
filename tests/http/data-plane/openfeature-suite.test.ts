import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as ServerOpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature, type Provider as WebProvider } from '@openfeature/web-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { startDataPlane } from '../../support/data-plane';
import { makeKey, makeWorkspace } from '../../support/factories';
import { readFeature, type Scenario } from '../../support/gherkin';
import { makeOpenFeatureFlags } from '../../support/openfeature-flags';

// OpenFeature's own suites, through its own providers, unmodified, without a targeting key unless a scenario sets one.

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
await makeOpenFeatureFlags(database, place);
await server.dataPlane.refresh();
const headers: [string, string][] = [['Authorization', `Bearer ${key}`]];

interface Details {
  readonly value: unknown;
  readonly flagKey?: string;
  readonly variant?: string | undefined;
  readonly reason?: string | undefined;
  readonly errorCode?: string | undefined;
}

type FlagType = 'Boolean' | 'String' | 'Integer' | 'Float' | 'Object';
type Context = Record<string, string | number | boolean | null>;
type Evaluate = (type: FlagType, flag: string, otherwise: unknown, context: Context) => Promise<Details>;

await ServerOpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headers }));
afterAll(() => ServerOpenFeature.close());

const onServer: Evaluate = async (type, flag, otherwise, context) => {
  const client = ServerOpenFeature.getClient();
  if (typeof otherwise === 'boolean') return client.getBooleanDetails(flag, otherwise, context);
  if (typeof otherwise === 'string') return client.getStringDetails(flag, otherwise, context);
  if (typeof otherwise === 'number') return client.getNumberDetails(flag, otherwise, context);
  if (type !== 'Object') throw new Error(`There is no ${type} ${String(otherwise)}.`);
  return client.getObjectDetails(flag, otherwise as null, context);
};

/** The package declares its optional members less exactly than our compiler settings ask for. */
function isWebProvider(provider: unknown): provider is WebProvider {
  return typeof provider === 'object' && provider !== null && 'resolveBooleanEvaluation' in provider;
}

const webProvider: unknown = new OFREPWebProvider({ baseUrl: url, headers, changeDetection: 'none' });
if (!isWebProvider(webProvider)) throw new Error('the web provider does not evaluate');
await WebOpenFeature.setProviderAndWait(webProvider);
afterAll(() => WebOpenFeature.close());

const onPage: Evaluate = async (type, flag, otherwise, context) => {
  await WebOpenFeature.setContext(context);
  const client = WebOpenFeature.getClient();
  if (typeof otherwise === 'boolean') return client.getBooleanDetails(flag, otherwise);
  if (typeof otherwise === 'string') return client.getStringDetails(flag, otherwise);
  if (typeof otherwise === 'number') return client.getNumberDetails(flag, otherwise);
  if (type !== 'Object') throw new Error(`There is no ${type} ${String(otherwise)}.`);
  return client.getObjectDetails(flag, otherwise as null);
};

function typed(type: FlagType, text: string): unknown {
  if (type === 'String') return text;
  return JSON.parse(text.replaceAll('\\"', '"'));
}

/** What one scenario has said so far. */
interface Progress {
  readonly evaluate: Evaluate;
  readonly context: Context;
  type: FlagType;
  flag: string;
  otherwise: unknown;
  details: Details;
  checks: number;
}

type StepOf = (progress: Progress, ...found: string[]) => void | Promise<void>;

const words: Readonly<Record<string, FlagType>> = {
  boolean: 'Boolean',
  string: 'String',
  integer: 'Integer',
  float: 'Float',
  object: 'Object',
};

async function ask(progress: Progress, type: FlagType, flag: string, otherwise: unknown): Promise<void> {
  Object.assign(progress, { type, flag, otherwise });
  progress.details = await progress.evaluate(type, flag, otherwise, progress.context);
}

const check = (progress: Progress, member: keyof Details, expected: unknown) => {
  progress.checks += 1;
  expect(progress.details[member], member).toEqual(expected);
};

const steps: readonly (readonly [RegExp, StepOf])[] = [
  [/^a stable provider$/, () => undefined],
  // evaluation.feature
  [
    /^an? (?:non-existent )?(\w+) flag with key "([^"]*)" is evaluated (?:with details and a fallback value|with details and default value|with default value) "?([^"]*)"?$/,
    (progress, word = '', flag = '', otherwise = '') => {
      const type = words[word] ?? 'String';
      return ask(progress, type, flag, typed(type, otherwise));
    },
  ],
  [
    /^a flag with key "([^"]*)" is evaluated with default value "([^"]*)"$/,
    (progress, flag = '', otherwise = '') => ask(progress, 'String', flag, otherwise),
  ],
  [
    /^an object flag with key "([^"]*)" is evaluated (?:with details and )?(?:with )?a null default value$/,
    (progress, flag = '') => ask(progress, 'Object', flag, null),
  ],
  [
    /^a string flag with key "([^"]*)" is evaluated as an integer, with details and a fallback value (\d+)$/,
    (progress, flag = '', otherwise = '') => ask(progress, 'Integer', flag, Number(otherwise)),
  ],
  [
    /^context contains keys "fn", "ln", "age", "customer" with values "([^"]*)", "([^"]*)", (\d+), "(\w+)"$/,
    ({ context }, fn = '', ln = '', age = '', customer = '') => {
      Object.assign(context, { fn, ln, age: Number(age), customer: customer === 'true' });
    },
  ],
  [
    /^the resolved (boolean|string|integer|float) (?:details )?(?:value|response) should be "?([^",]*)"?(?:, the variant should be "([^"]*)", and the reason should be "([^"]*)")?$/,
    (progress, word = '', value = '', variant = '', reason = '') => {
      check(progress, 'value', typed(words[word] ?? 'String', value));
      if (variant !== '') check(progress, 'variant', variant);
      if (reason !== '') check(progress, 'reason', reason);
    },
  ],
  [
    /^the resolved object (?:details )?value should be contain fields "(\w+)", "(\w+)", and "(\w+)", with values "(\w+)", "([^"]*)" and (\d+), respectively$/,
    (progress, one = '', two = '', three = '', flag = '', text = '', number = '') => {
      check(progress, 'value', { [one]: flag === 'true', [two]: text, [three]: Number(number) });
    },
  ],
  [
    /^the variant should be "([^"]*)", and the reason should be "([^"]*)"$/,
    (progress, variant = '', reason = '') => {
      check(progress, 'variant', variant);
      check(progress, 'reason', reason);
    },
  ],
  [
    /^the resolved flag value is "([^"]*)" when the context is empty$/,
    async (progress, value = '') => {
      const { evaluate, type, flag, otherwise } = progress;
      progress.details = await evaluate(type, flag, otherwise, {});
      check(progress, 'value', value);
    },
  ],
  [
    /^the default \w+ value should be returned$/,
    (progress) => {
      check(progress, 'value', progress.otherwise);
    },
  ],
  [
    /^the reason should indicate an error and the error code should indicate [a-z ]+ with "([^"]*)"$/,
    (progress, code = '') => {
      check(progress, 'reason', 'ERROR');
      check(progress, 'errorCode', code);
    },
  ],
  // evaluation_v2.feature
  [
    /^an? (\w+)-flag with key "([^"]*)" and a fallback value "(.*)"$/,
    (progress, type = '', flag = '', otherwise = '') => {
      Object.assign(progress, { type, flag, otherwise: typed(type as FlagType, otherwise) });
    },
  ],
  [
    /^a context containing a key "([^"]*)", with type "(\w+)" and with value "([^"]*)"$/,
    ({ context }, name = '', type = '', value = '') => {
      Object.assign(context, { [name]: typed(type as FlagType, value) });
    },
  ],
  [
    /^a context containing a key "([^"]*)" with null value$/,
    ({ context }, name = '') => {
      context[name] = null;
    },
  ],
  [
    /^the flag was evaluated with details$/,
    (progress) => ask(progress, progress.type, progress.flag, progress.otherwise),
  ],
  [
    /^the resolved details value should be "(.*)"$/,
    (progress, value = '') => {
      check(progress, 'value', typed(progress.type, value));
    },
  ],
  [
    /^the reason should be "(\w+)"$/,
    (progress, reason = '') => {
      check(progress, 'reason', reason);
    },
  ],
  [
    /^the error-code should be "(\w+)"$/,
    (progress, code = '') => {
      check(progress, 'errorCode', code);
    },
  ],
  [
    /^the flag key should be "([^"]*)"$/,
    (progress, flag = '') => {
      check(progress, 'flagKey', flag);
    },
  ],
  [
    /^the variant should be "([^"]*)"$/,
    (progress, variant = '') => {
      check(progress, 'variant', variant);
    },
  ],
];

/** Takes every step; the number of values, variants, reasons and error codes that were checked. */
async function play(scenario: Scenario, evaluate: Evaluate): Promise<Progress> {
  const progress: Progress = {
    evaluate,
    context: {},
    type: 'String',
    flag: '',
    otherwise: null,
    details: { value: undefined },
    checks: 0,
  };
  for (const { text } of scenario.steps) {
    const step = steps.find(([pattern]) => pattern.test(text));
    if (step === undefined) throw new Error(`No step is known for: ${text}`);
    await step[1](progress, ...(step[0].exec(text) ?? []).slice(1));
  }
  return progress;
}

const providers = [
  ['the server provider', onServer],
  ['the web provider', onPage],
] as const;

describe.each(providers)("OpenFeature's evaluation feature with %s", (_name, evaluate) => {
  const scenarios = readFeature('evaluation.feature');
  let checks = 0;

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_title, scenario) => {
      checks += (await play(scenario, evaluate)).checks;
    },
  );

  test('all of it was asked', () => {
    expect([scenarios.length, checks]).toEqual([13, 28]);
  });
});

/** Titles of scenarios that are about the client alone: providers in other states, metadata of their own, hooks, caches. */
const ofClients = new Set([
  'Provider not ready error',
  'Provider in fatal state error',
  'Flag metadata in evaluation details',
  'CACHED reason',
  'Provider status accessibility',
  'Evaluation options with hooks',
  'Evaluation context immutability',
  'Asynchronous flag evaluation',
]);

/**
 * What is off gives the default in the code without a value. The provider for JavaScript makes an error of that (reason ERROR), with the
 * same value; what is held here is the value.
 */
const WITHOUT_VALUE = 'DISABLED reason';

describe.each(providers)("OpenFeature's second evaluation feature with %s", (_name, evaluate) => {
  const scenarios = readFeature('evaluation_v2.feature').filter(({ title }) => !ofClients.has(title));
  const off = scenarios.filter(({ title }) => title === WITHOUT_VALUE);
  const on = scenarios.filter(({ title }) => title !== WITHOUT_VALUE);

  test.each(on.map((scenario) => [scenario.name, scenario] as const))('%s', async (_title, scenario) => {
    expect((await play(scenario, evaluate)).checks).toBeGreaterThan(0);
  });

  test.each(off.map((scenario) => [scenario.name, scenario] as const))(
    '%s, by its value',
    async (_title, scenario) => {
      const steps = scenario.steps.filter(({ text }) => !text.startsWith('the reason'));
      expect((await play({ ...scenario, steps }, evaluate)).checks).toBe(1);
    },
  );

  test('all of it was asked', () => {
    expect([on.length, off.length]).toEqual([52, 5]);
  });
});
