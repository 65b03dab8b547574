/** One figure of a bench: what was measured, in which unit, and what it is compared with in the same run. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}
