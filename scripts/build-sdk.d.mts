export function buildSdk(output?: string): Promise<{
  /** Of the browser core, in the larger of its two forms. */
  readonly gzippedBytes: number;
  readonly maxGzippedBytes: number;
}>;
