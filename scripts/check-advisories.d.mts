export interface AdvisoryFloor {
  readonly name: string;
  readonly atLeast: string;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

export declare const floors: readonly AdvisoryFloor[];
export declare function compareVersions(left: string, right: string): number;
export declare function versionsBelowFloors(lockfile: Lockfile, table?: readonly AdvisoryFloor[]): string[];
