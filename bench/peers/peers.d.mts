/** Decides by the subject's index: `control`, `treatment`, or `none` for who is not targeted. */
export interface Contestant {
  readonly decide: (key: string, subjectIndex: number) => unknown;
  readonly close: () => unknown;
}

/** What every contestant is given: the experiments' keys, and the subjects that are asked about. */
export interface Work {
  readonly keys: readonly string[];
  readonly subjects: readonly { readonly unit: string; readonly country: string }[];
}

/** Every peer by the name of its package, with what loads it. */
export const peers: Readonly<Record<string, (work: Work) => Promise<Contestant>>>;
