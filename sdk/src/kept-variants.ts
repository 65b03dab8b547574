import type { Persistence } from './persistence';

/** The variants that units met, so that sticky experiments and those with closed intake know who was in. */
export interface KeptVariants {
  readonly find: (experiment: string, run: number, unit: string) => string | undefined;
  readonly keep: (experiment: string, run: number, unit: string, variant: string) => void;
  readonly load: () => void | Promise<void>;
  /** Writes them down if there are new ones. */
  readonly save: () => void;
}

const NAME = 'variants';

const keyOf = (experiment: string, run: number, unit: string) => `${experiment}\n${run}\n${unit}`;

/** Holds at most `limit`, those met first going first. The first variant of a unit in a run is the one that stays. */
export function createKeptVariants(limit: number, persistence: Persistence, saveSoon: () => void): KeptVariants {
  const variants = new Map<string, string>();
  let isSaved = true;
  const put = (key: string, variant: string) => {
    variants.set(key, variant);
    if (variants.size <= limit) return;
    for (const oldest of variants.keys()) {
      variants.delete(oldest);
      return;
    }
  };
  return {
    find: (experiment, run, unit) => variants.get(keyOf(experiment, run, unit)),
    keep: (experiment, run, unit, variant) => {
      const key = keyOf(experiment, run, unit);
      if (variants.has(key)) return;
      put(key, variant);
      if (isSaved) saveSoon();
      isSaved = false;
    },
    load: () =>
      persistence.load(NAME, (text) => {
        const kept: unknown = JSON.parse(text);
        if (!Array.isArray(kept)) return;
        for (const entry of kept as readonly unknown[]) {
          const [key, variant]: readonly unknown[] = Array.isArray(entry) ? entry : [];
          if (typeof key === 'string' && typeof variant === 'string' && !variants.has(key)) put(key, variant);
        }
      }),
    save: () => {
      if (isSaved) return;
      isSaved = true;
      void persistence.save(NAME, JSON.stringify([...variants]));
    },
  };
}
