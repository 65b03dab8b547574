import type { Context } from '@/lib/auth/context';
import { listSources } from '@/lib/verbs/sources/list-sources';
import type { SourceChoice } from './source-field';

/** The sources that a metric may read, by name. */
export async function sourceChoices(ctx: Context): Promise<readonly SourceChoice[]> {
  const { sources } = await listSources({ ctx, input: { limit: 500 } });
  return sources.map(({ key, name }) => ({ key, name }));
}
