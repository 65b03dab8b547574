/** The keys seen last, at most `limit`: a set keeps the order of insertion, so its first is the one not seen longest. */
export interface Remembered {
  /** Whether the key is new; it counts as seen from now on. */
  readonly add: (key: string) => boolean;
  readonly forget: (key: string) => void;
}

export function createRemembered(limit: number): Remembered {
  const keys = new Set<string>();
  return {
    add: (key) => {
      const isNew = !keys.delete(key);
      keys.add(key);
      if (keys.size > limit) {
        for (const oldest of keys) {
          keys.delete(oldest);
          break;
        }
      }
      return isNew;
    },
    forget: (key) => void keys.delete(key),
  };
}
