import { defaultKeyScopes, type NamedScope } from '@/lib/auth/permissions';

/** A new key while it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly reach: string;
  readonly also: readonly string[];
}

export const emptyKey: KeyDraft = {
  name: '',
  kind: 'secret',
  environment: 'production',
  reach: 'environment',
  also: [],
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

/** What the form sends; a publishable key has neither reach nor scopes. */
export function keyInputOf({ name, kind, environment, reach, also }: KeyDraft) {
  if (kind !== 'secret') return { name, kind, environment };
  return { name, kind, environment, reach, scopes: [...defaultKeyScopes, ...also] };
}
