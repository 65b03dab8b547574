/** So many figures are kept; each is a few numbers. */
const MOST = 500;

/**
 * A pure function that remembers its last results by a text that stands for its arguments. Bounds of many looks take a tenth of a second
 * and more to integrate, and a plan is compared with changes of itself that have the same ones.
 */
export function remembering<Arguments extends readonly unknown[], Result>(
  keyOf: (...given: Arguments) => string,
  compute: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const kept = new Map<string, Result>();
  return (...given) => {
    const key = keyOf(...given);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const result = compute(...given);
    const [oldest] = kept.keys();
    if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest);
    kept.set(key, result);
    return result;
  };
}
