import type { InputProblem } from '@/lib/errors';
import { defaultKeyScopes, isNamedScope, keyScopes, scopeWords } from '@/lib/auth/permissions';

/** A new key while it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly reach: string;
  readonly also: readonly string[];
  /** One a line, as typed. */
  readonly origins: string;
  /** One of `expiryChoices`. */
  readonly expiry: string;
}

export const emptyKey: KeyDraft = {
  name: '',
  kind: 'secret',
  environment: 'production',
  reach: 'environment',
  also: [],
  origins: '',
  expiry: 'never',
};

/** All that a secret key may be given, in plain words. */
export const everyScopeChoice = keyScopes.map((value) => ({ value, label: scopeWords(value) }));

/** What it may be given beside what every one has. */
export const scopeChoices = everyScopeChoice.filter(({ value }) => isNamedScope(value));

/** Days from now; `never` and `keep` are no numbers. */
export const expiryChoices = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

const millisecondsPerDay = 86_400_000;

/** The instant of an expiry that was chosen; null: never. */
export function expiresAtOf(expiry: string, now: number): string | null {
  const days = Number(expiry);
  return Number.isNaN(days) ? null : new Date(now + days * millisecondsPerDay).toISOString();
}

export const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What the form sends; a publishable key has neither reach nor scopes, and it alone has origins. */
export function keyInputOf(draft: KeyDraft, now: number) {
  const { name, kind, environment, reach, also, origins, expiry } = draft;
  const expiresAt = expiresAtOf(expiry, now);
  if (kind !== 'secret') return { name, kind, environment, allowedOrigins: linesOf(origins), expiresAt };
  return { name, kind, environment, reach, scopes: [...defaultKeyScopes, ...also], expiresAt };
}

/** What was refused of the origins, with the line that was meant; null: nothing was. */
export function originsProblem(
  { origins }: Pick<KeyDraft, 'origins'>,
  problems: readonly InputProblem[],
): string | null {
  const lines = linesOf(origins);
  const told = problems.flatMap(({ pointer, detail }) => {
    const place = /^\/allowedOrigins(?:\/(?<index>\d+))?$/.exec(pointer);
    if (place === null) return [];
    const line = lines[Number(place.groups?.['index'])];
    return [line === undefined ? detail : `\u201c${line}\u201d: ${detail}`];
  });
  return told.length === 0 ? null : told.join(' ');
}
