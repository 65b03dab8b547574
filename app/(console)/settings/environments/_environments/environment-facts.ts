import { DEFAULT_ENVIRONMENT } from '@/lib/auth/authorise';
import { counted, formatAge, formatDay } from '@/lib/charts/format-time';
import type { EnvironmentView } from '@/lib/verbs/environments/environment-view';

/** An environment in words: what the table shows, and what its dialogs say before it ends. */
export interface EnvironmentFacts {
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly running: readonly string[];
  /** "2 keys, last used 3 minutes ago". */
  readonly keys: string;
  readonly hasKeys: boolean;
  readonly made: string;
  /** Since when; null: it is in use. */
  readonly archived: string | null;
  /** Meant where nobody names one, so it stays. */
  readonly isDefault: boolean;
}

export function environmentFactsOf(view: EnvironmentView, timeZone: string, now: Date): EnvironmentFacts {
  const { key, name, version, running, archivedAt } = view;
  return {
    ...{ key, name, version, running },
    keys: keyWords(view, now),
    hasKeys: view.keys > 0,
    made: formatDay(view.createdAt, timeZone),
    archived: archivedAt && formatDay(archivedAt, timeZone),
    isDefault: key === DEFAULT_ENVIRONMENT,
  };
}

/** The last use is known to a minute or two. */
function keyWords({ keys, lastUsedAt }: EnvironmentView, now: Date): string {
  if (keys === 0) return 'none';
  if (lastUsedAt === null) return `${counted(keys, 'key')}, not seen yet`;
  const age = formatAge(lastUsedAt, now);
  return `${counted(keys, 'key')}, last used ${age === 'just now' ? age : `${age} ago`}`;
}
