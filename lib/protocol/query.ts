import { FairsplitError, invalidInput } from '../errors';
import { queryOfPath } from './request';

/**
 * The values of a path's query, each name once. Throws InvalidInputError where one is given twice, of which one would be
 * passed over, and NOT_UTF8 (400) where one is no text.
 */
export function queryOf(path: string): Readonly<Record<string, string>> {
  const search = queryOfPath(path);
  const searchParams = new URLSearchParams(search);
  try {
    decodeURIComponent(search.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    throw new FairsplitError('NOT_UTF8', 400, 'The query is not UTF-8 text, percent-encoded.');
  }
  const names = [...searchParams.keys()];
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (repeated.size > 0) {
    throw invalidInput(
      [...repeated].map((name) => ({
        pointer: `/${name}`,
        detail: `"${name}" is given more than once in the query; give it one value.`,
      })),
    );
  }
  return Object.fromEntries(searchParams);
}
