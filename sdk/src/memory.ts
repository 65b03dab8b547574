import type { Core } from './core';

/** What the client remembers of units: the variant each met in a run, and whether that exposure was taken to be sent. */
export interface Memory {
  /** The variant met first, for sticky experiments and those with closed intake. */
  readonly find: (experiment: string, run: number, unit: string) => string | undefined;
  /** Calls `send` if the unit has not met the variant since the client began; what it returns is whether that worked. */
  readonly meet: (
    experiment: string,
    run: number,
    unit: string,
    variant: string,
    send: () => boolean,
  ) => void;
  /** Takes over what another page has written down since. */
  readonly load: () => void;
  /** Writes down what is new. */
  readonly save: () => void;
}

const NAME = 'variants';

/** Key and variant. */
type Entry = readonly [string, string];

const keyOf = (experiment: string, run: number, unit: string) => `${experiment}\n${run}\n${unit}`;

/**
 * Bounded: units met longest ago are forgotten first. Exposures of an earlier page are sent once more, because only the
 * server knows whether they arrived. Another variant in the same run is sent too: the server has to know of it.
 */
export function createMemory({ options, platform, load, save }: Core): Memory {
  const { maxRemembered = 10_000, storage = platform.storage } = options;
  const met = new Map<string, { readonly first: string; readonly sent: string | undefined }>();
  let cancelSave: (() => void) | undefined;

  const put = (key: string, first: string, sent?: string) => {
    met.delete(key);
    met.set(key, { first, sent });
    // A map keeps the order of insertion: the first is the unit not met for longest.
    const [oldest = ''] = met.size > maxRemembered ? met.keys() : [];
    met.delete(oldest);
  };

  const saveNow = () => {
    if (!cancelSave) return;
    cancelSave();
    cancelSave = undefined;
    void save(NAME, (kept) => {
      const entries = new Map((kept ?? []) as readonly Entry[]);
      for (const [key, { first }] of met) {
        const firstOfAll = entries.get(key) ?? first;
        entries.delete(key);
        entries.set(key, firstOfAll);
      }
      return JSON.stringify([...entries].slice(-maxRemembered));
    });
  };

  const loadNow = () =>
    load(NAME, (kept) => {
      for (const [key, first] of kept as readonly Entry[]) if (!met.has(key)) put(key, first);
    });
  loadNow();

  return {
    load: loadNow,
    find: (experiment, run, unit) => met.get(keyOf(experiment, run, unit))?.first,
    meet: (experiment, run, unit, variant, send) => {
      const key = keyOf(experiment, run, unit);
      const known = met.get(key);
      if (known?.sent === variant || !send()) return;
      put(key, known?.first ?? variant, variant);
      if (storage) cancelSave ??= platform.startTimer(saveNow, platform.flushIntervalMs);
    },
    save: saveNow,
  };
}
