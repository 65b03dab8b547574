/** Units of an arm and how many of them count as a success. */
export interface Successes {
  readonly n: number;
  readonly successes: number;
}
