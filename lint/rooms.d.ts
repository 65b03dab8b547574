export interface Room {
  /** The folder or file, from the root of the project. The longest match is a file's room. */
  readonly path: string;
  /** Paths of rooms, or of a part of one. A room may always import itself. */
  readonly mayImport: readonly string[];
  /** Rooms of which it may import types, which are gone when it runs: `import type`. */
  readonly mayImportTypes?: readonly string[];
  /** The only packages it may import; left out: all that no other line refuses. */
  readonly packages?: readonly string[];
  /** Packages it may not import. */
  readonly never?: readonly string[];
}

export declare const rooms: readonly Room[];
export declare const packageHolders: Readonly<Record<string, readonly string[]>>;
