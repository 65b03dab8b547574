/** Raised whenever the same evidence and plan could give other figures, or another decision; stored with each analysis. */
export const engineVersion = '13';
