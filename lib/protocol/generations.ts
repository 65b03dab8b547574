/** A map that forgets: what was neither written nor read lately goes first. */
export interface Generations<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
}

/**
 * Two maps: what is read moves to the younger, and when that one is full the older is dropped whole. So it holds at most
 * twice `perGeneration`, and unlike a list of the least recently used it never takes an entry out on its own, which is
 * what makes a big map slow.
 */
export function createGenerations<Value>(perGeneration: number): Generations<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  const set = (key: string, value: Value) => {
    if (young.size >= perGeneration && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get: (key) => {
      const known = young.get(key);
      if (known !== undefined) return known;
      const aged = old.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
  };
}
