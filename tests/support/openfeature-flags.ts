import type { JsonValue } from '../../lib/assignment/configuration';
import type { TargetingRule } from '../../lib/assignment/targeting';
import type { Database } from '../../lib/database/client';
import { announceConfiguration, makeDraft, makeRun, makeRunConfiguration, toInputJson } from './factories';

interface Flag {
  /** By variant; the first is what is given. */
  readonly variants: Readonly<Record<string, JsonValue>>;
  /** Of a flag that has a rule; the others are shipped. */
  readonly targeting?: TargetingRule;
  /** The variant whose value is given where the rule does not match. */
  readonly otherwise?: string;
}

const template = { showImages: true, title: 'Check out these pics!', imagesPerPage: 100 };
const ballmer = { attribute: 'email', operator: 'equals', value: 'ballmer@macrosoft.com' } as const;
const zero = {
  boolean: { zero: false, 'non-zero': true },
  string: { zero: '', 'non-zero': 'str' },
  integer: { zero: 0, 'non-zero': 1 },
  float: { zero: 0, 'non-zero': 1 },
  object: { zero: {}, 'non-zero': template },
};

/** The flags that OpenFeature's suites evaluate, as experiments. */
const flags: Readonly<Record<string, Flag>> = {
  'boolean-flag': { variants: { on: true, off: false } },
  'string-flag': { variants: { greeting: 'hi', parting: 'bye' } },
  'integer-flag': { variants: { ten: 10, one: 1 } },
  'float-flag': { variants: { half: 0.5, tenth: 0.1 } },
  'object-flag': { variants: { template, empty: {} } },
  'wrong-flag': { variants: { one: 'uno', two: 'dos' } },
  ...Object.fromEntries(Object.entries(zero).map(([type, variants]) => [`${type}-zero-flag`, { variants }])),
  ...Object.fromEntries(
    Object.entries(zero).map(([type, variants]) => [
      `${type}-targeted-zero-flag`,
      { variants, targeting: ballmer, otherwise: 'zero' },
    ]),
  ),
  'complex-targeted': {
    variants: { internal: 'INTERNAL', external: 'EXTERNAL' },
    otherwise: 'external',
    targeting: {
      all: [
        { attribute: 'customer', operator: 'equals', value: false },
        ballmer,
        { attribute: 'age', operator: 'greater', value: 10 },
      ],
    },
  },
  'context-aware': {
    variants: { internal: 'INTERNAL', external: 'EXTERNAL' },
    otherwise: 'external',
    targeting: {
      all: [
        { attribute: 'fn', operator: 'equals', value: 'Sulisław' },
        { attribute: 'ln', operator: 'equals', value: 'Świętopełk' },
        { attribute: 'age', operator: 'equals', value: 29 },
        { attribute: 'customer', operator: 'equals', value: false },
      ],
    },
  },
};

/** Makes them, and the drafts that the suites ask for as disabled flags. */
export async function makeOpenFeatureFlags(
  database: Database,
  place: { readonly workspaceId: string; readonly environmentId: number },
): Promise<void> {
  for (const [key, { variants, targeting, otherwise }] of Object.entries(flags)) {
    const experimentId = await makeDraft(database, place.workspaceId, key);
    const frozen = makeRunConfiguration({ values: Object.values(variants), ...(targeting && { targeting }) });
    const configuration = {
      ...frozen,
      defaultVariant: otherwise ?? null,
      variants: frozen.variants.map((variant, index) => ({
        ...variant,
        key: Object.keys(variants)[index],
        weight: index === 0 ? 1 : 0,
      })),
    };
    const runId = await makeRun(database, place.environmentId, experimentId, {
      configuration: toInputJson(configuration),
    });
    if (targeting === undefined) {
      const [shipped = null] = Object.keys(variants);
      await database.prisma.run.update({
        where: { id: runId },
        data: { shippedVariant: shipped, endedAt: new Date() },
      });
    }
  }
  for (const type of Object.keys(zero)) await makeDraft(database, place.workspaceId, `${type}-disabled-flag`);
  await announceConfiguration(database, place.environmentId);
}
