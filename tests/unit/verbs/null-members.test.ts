import { expect, test } from 'vitest';
import { z } from 'zod';
import { membersOf } from '../../../lib/model/changes';
import { parseInput } from '../../../lib/verbs/parse-input';
import type { Verb } from '../../../lib/verbs/verb';
import { verbs } from '../../../lib/verbs/verb-list';

// One rule for null: of what may be left out, it says as much as leaving it out, unless the member has null as a value. What a PATCH
// brings is apart, since there something stands already: lib/model/changes.ts.

/** By the verb's name: PATCHes whose members stand beside the key, not in `changes`. */
const patched: Readonly<Record<string, readonly string[]>> = { updateIngestionSettings: ['botFilter'] };

interface Member {
  readonly name: string;
  readonly schema: z.core.$ZodType;
}

/** Those of the input, and of each of its alternatives, that may be left out. */
function optionalMembers({ name: verb, input }: Verb): readonly Member[] {
  const forms = input instanceof z.ZodUnion ? input.def.options : [input];
  return forms
    .flatMap((form) => Object.entries(membersOf(form, {}) ?? {}))
    .filter(([name, schema]) => schema._zod.optin !== undefined && !patched[verb]?.includes(name))
    .map(([name, schema]) => ({ name, schema }));
}

/** What the input is found to be wrong in, by pointer. */
function problemsOf(verb: Verb, input: object): readonly string[] {
  try {
    parseInput(verb.input, input);
    return [];
  } catch (error) {
    return z
      .object({ problems: z.array(z.object({ pointer: z.string(), detail: z.string() })) })
      .parse(error)
      .problems.map(({ pointer, detail }) => `${pointer} ${detail}`);
  }
}

const members = verbs.flatMap((verb) =>
  optionalMembers(verb).map(({ name }) => [`${verb.name}.${name}`, verb, name] as const),
);

test.each(members)('%s: null is as good as nothing', (_title, verb, name) => {
  expect(problemsOf(verb, { [name]: null })).toEqual(problemsOf(verb, {}));
});

test('the members with a default are among them', () => {
  const titles = members.map(([title]) => title);
  expect(titles).toEqual(
    expect.arrayContaining([
      'stopExperiment.keepAssigned',
      'replayRejected.set',
      'createExperiment.hypothesis',
    ]),
  );
});
