import type { InputProblem } from '@/lib/errors';
import { defaultKeyScopes, type NamedScope } from '@/lib/auth/permissions';

/** A new key while it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly reach: string;
  readonly also: readonly string[];
  /** One a line, as typed. */
  readonly origins: string;
}

export const emptyKey: KeyDraft = {
  name: '',
  kind: 'secret',
  environment: 'production',
  reach: 'environment',
  also: [],
  origins: '',
};

/** What a secret key may be given beside what every one has. */
const namedScopes: Readonly<Record<NamedScope, string>> = {
  'data:manage': 'Change the crawler filter and the retention, erase units, undo links',
  'units:export': 'Export rows of units',
  'members:read': 'Read who the members are',
  'members:write': 'Invite and remove members, up to experimenters',
  'sources:write': 'Connect databases of your own',
};

export const scopeChoices = Object.entries(namedScopes).map(([value, label]) => ({ value, label }));

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What the form sends; a publishable key has neither reach nor scopes, and it alone has origins. */
export function keyInputOf({ name, kind, environment, reach, also, origins }: KeyDraft) {
  if (kind !== 'secret') return { name, kind, environment, allowedOrigins: linesOf(origins) };
  return { name, kind, environment, reach, scopes: [...defaultKeyScopes, ...also] };
}

/** What was refused of the origins, with the line that was meant; null: nothing was. */
export function originsProblem({ origins }: KeyDraft, problems: readonly InputProblem[]): string | null {
  const lines = linesOf(origins);
  const told = problems.flatMap(({ pointer, detail }) => {
    const place = /^\/allowedOrigins(?:\/(?<index>\d+))?$/.exec(pointer);
    if (place === null) return [];
    const line = lines[Number(place.groups?.['index'])];
    return [line === undefined ? detail : `\u201c${line}\u201d: ${detail}`];
  });
  return told.length === 0 ? null : told.join(' ');
}
