/** Bounds that keep an evaluation short, whoever wrote the rule. */
export const TARGETING_LIMITS = { depth: 8, rules: 500, listItems: 10_000, textCharacters: 512 } as const;

/** How far from 1 the weights' sum may be: the rounding of shares such as one third, and nothing more. */
export const WEIGHT_SUM_TOLERANCE = 1e-6;
