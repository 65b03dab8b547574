import { Select } from '@mantine/core';
import { counted } from '@/lib/charts/format-time';
import { shownName } from '@/lib/model/unknown-member';
import type { UnknownName } from './unknown-names';

/** What becomes of each unknown member: null is to leave it out, and one that is not named stays. */
export type NameChoices = ReadonlyMap<string, string | null>;

/** What is offered first: to rename what was probably misspelt. */
export function offeredChoices(names: readonly UnknownName[]): NameChoices {
  return new Map(names.flatMap(({ name, near }) => (near === null ? [] : [[name, near] as const])));
}

/** The same in the words of the API. */
export function mendingOf(choices: NameChoices) {
  const entries = [...choices];
  return {
    rename: Object.fromEntries(
      entries.flatMap(([name, place]) => (place === null ? [] : [[name, place] as const])),
    ),
    remove: entries.flatMap(([name, place]) => (place === null ? [name] : [])),
  };
}

const KEEP = 'keep';
const REMOVE = 'remove';
const RENAME = 'to ';

interface UnknownNameFieldsProps {
  readonly names: readonly UnknownName[];
  readonly choices: NameChoices;
  readonly onChange: (choices: NameChoices) => void;
}

/** Asks for each member that the items should not have what is to become of it. */
export function UnknownNameFields({ names, choices, onChange }: UnknownNameFieldsProps) {
  const choose = (name: string, choice: string | null) => {
    const next = new Map(choices);
    if (choice === REMOVE) next.set(name, null);
    else if (choice?.startsWith(RENAME) === true) next.set(name, choice.slice(RENAME.length));
    else next.delete(name);
    onChange(next);
  };
  return names.map(({ name, items, places }) => {
    const place = choices.get(name);
    return (
      <Select
        key={name}
        label={`Member ${JSON.stringify(shownName(name))}, in ${counted(items, 'item')}`}
        data={[
          { value: KEEP, label: 'Leave as it is' },
          { value: REMOVE, label: 'Leave it out' },
          ...places.map((one) => ({ value: `${RENAME}${one}`, label: `Rename to ${shownName(one)}` })),
        ]}
        value={place === undefined ? KEEP : place === null ? REMOVE : `${RENAME}${place}`}
        onChange={(choice) => choose(name, choice)}
        allowDeselect={false}
      />
    );
  });
}
