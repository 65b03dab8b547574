import { FlagdCore } from '@openfeature/flagd-core';

/** In-process evaluation: `fractional` splits by the targeting key and the flag's key. */
export async function flagd({ keys, subjects }) {
  const silent = { error() {}, warn() {}, info() {}, debug() {} };
  const core = new FlagdCore(undefined, silent);
  const split = {
    fractional: [
      { cat: [{ var: '$flagd.flagKey' }, { var: 'targetingKey' }] },
      ['control', 50],
      ['treatment', 50],
    ],
  };
  const flag = {
    state: 'ENABLED',
    variants: { none: 'none', control: 'control', treatment: 'treatment' },
    defaultVariant: 'none',
    targeting: { if: [{ '==': [{ var: 'country' }, 'SE'] }, split, 'none'] },
  };
  core.setConfigurations(JSON.stringify({ flags: Object.fromEntries(keys.map((key) => [key, flag])) }));
  const contexts = subjects.map(({ unit, country }) => ({ targetingKey: unit, country }));
  return {
    decide: (key, index) => core.resolveStringEvaluation(key, 'none', contexts[index]).value,
    close() {},
  };
}
