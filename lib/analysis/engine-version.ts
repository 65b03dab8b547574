/** Raised whenever the same evidence and plan could give other figures; stored with each analysis. */
export const engineVersion = '5';
