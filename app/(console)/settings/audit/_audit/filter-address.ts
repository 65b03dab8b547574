const names = ['actor', 'subject', 'action', 'from', 'to', 'after'] as const;

/** What the page's address says of a filter; an empty field says nothing. */
export type AuditAddress = { readonly [Name in (typeof names)[number]]?: string };

export type AuditAddressFilter = Omit<AuditAddress, 'after'>;

/** What is said twice is handed on as it is, for the verb to refuse: passed over, it would show more than was asked for. */
export function readAddress(query: Readonly<Record<string, string | string[] | undefined>>): AuditAddress {
  const said = names.map((name) => [name, [query[name] ?? []].flat().join(',')] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== ''));
}

/** The address of the page, or of a file of it, with a filter. */
export function addressOf(path: string, filter: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

export const auditPath = '/settings/audit';
