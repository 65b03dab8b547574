import { z } from 'zod';

// Lists of what has a key, by key, a page at a time.

interface PageInput {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What asks for a page: of what, and how many at most and where nothing is said. */
export function pageInput(what: string, { most = 500, usual = 200 } = {}) {
  return z.strictObject({
    after: z.string().optional().describe(`Key of the last ${what} of the page before.`),
    limit: z.coerce.number().int().min(1).max(most).default(usual),
  });
}

/** The query of a page, with one row more than the page, which says whether there is a next. */
export function pageQuery(workspaceId: string, { after, limit }: PageInput) {
  return {
    where: { workspaceId, ...(after !== undefined && { key: { gt: after } }) },
    orderBy: { key: 'asc' },
    take: limit + 1,
  } as const;
}

/** The page's rows, and what to pass as `after` for the next page; null at the end. */
export function pageOf<Row extends { readonly key: string }>(
  rows: readonly Row[],
  { limit }: PageInput,
): { readonly page: readonly Row[]; readonly next: string | null } {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > limit ? (page.at(-1)?.key ?? null) : null };
}
