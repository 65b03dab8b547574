export function buildSdk(output?: string): Promise<{
  /** Of the browser core, as a module. */
  readonly gzippedBytes: number;
  readonly maxGzippedBytes: number;
}>;
