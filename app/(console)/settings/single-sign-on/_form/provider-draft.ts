import type { IdentityProviderView } from '@/lib/verbs/identity-provider/identity-provider-view';

/** A provider as the form holds it: text as it is typed. */
export interface ProviderDraft {
  /** Null: there is none yet. */
  readonly version: number | null;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: the stored one stays. */
  readonly clientSecret: string;
  readonly domains: string;
  readonly defaultRole: string;
  readonly groupsClaim: string;
  readonly groupRoles: readonly { readonly group: string; readonly role: string }[];
  readonly passwordSignIn: boolean;
}

export function toProviderDraft(stored: IdentityProviderView | null): ProviderDraft {
  return {
    version: stored?.version ?? null,
    name: stored?.name ?? '',
    issuer: stored?.issuer ?? '',
    clientId: stored?.clientId ?? '',
    clientSecret: '',
    domains: (stored?.domains ?? []).join(', '),
    defaultRole: stored?.defaultRole ?? 'viewer',
    groupsClaim: stored?.groupsClaim ?? '',
    groupRoles: stored?.groupRoles ?? [],
    passwordSignIn: stored?.passwordSignIn ?? true,
  };
}

/** As the verb takes it. */
export function inputOf({ domains, groupsClaim, ...draft }: ProviderDraft): object {
  return {
    ...draft,
    ...secretOf(draft),
    domains: domains.split(/[\s,;]+/).filter((one) => one !== ''),
    groupsClaim: groupsClaim.trim() === '' ? null : groupsClaim,
  };
}

export function checkOf({ issuer, clientId, clientSecret }: ProviderDraft): object {
  return { issuer, clientId, ...secretOf({ clientSecret }) };
}

const secretOf = ({ clientSecret }: Pick<ProviderDraft, 'clientSecret'>) => ({
  clientSecret: clientSecret === '' ? null : clientSecret,
});
