export interface AdvisoryFloor {
  readonly name: string;
  readonly atLeast: string;
  readonly since?: string;
}

export interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly link?: boolean }>
  >;
}

export declare const floors: readonly AdvisoryFloor[];
export declare function compareVersions(left: string, right: string): number;
export declare function versionsBelowFloors(lockfile: Lockfile, table?: readonly AdvisoryFloor[]): string[];
export declare function withoutIntegrity(lockfile: Lockfile): string[];
