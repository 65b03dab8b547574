import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The lowest versions without a published hole, of packages that have had one. A registry may refuse `npm audit`, so the
 * lockfile is held to this table too. When an advisory appears: raise the floor, then the dependency. `since` is the first
 * version with the hole, where those before it are known to be free of it.
 * @type {readonly { name: string, atLeast: string, since?: string }[]}
 */
export const floors = [
  { name: '@babel/helpers', atLeast: '7.26.10' },
  { name: '@babel/runtime', atLeast: '7.26.10' },
  { name: 'ajv', atLeast: '6.12.3' },
  { name: 'ansi-regex', atLeast: '5.0.1' },
  { name: 'better-auth', atLeast: '1.3.26' },
  { name: 'brace-expansion', atLeast: '1.1.12' },
  { name: 'braces', atLeast: '3.0.3' },
  { name: 'chalk', atLeast: '5.6.2', since: '5.6.1' },
  { name: 'cross-spawn', atLeast: '7.0.5' },
  { name: 'debug', atLeast: '4.4.3' },
  { name: 'esbuild', atLeast: '0.25.0' },
  { name: 'follow-redirects', atLeast: '1.15.6' },
  { name: 'jose', atLeast: '4.15.5' },
  { name: 'lodash', atLeast: '4.17.21' },
  { name: 'micromatch', atLeast: '4.0.8' },
  { name: 'minimatch', atLeast: '3.0.5' },
  { name: 'nanoid', atLeast: '3.3.8' },
  { name: 'next', atLeast: '16.3.3' },
  { name: 'playwright-core', atLeast: '1.55.1' },
  { name: 'postcss', atLeast: '8.4.31' },
  { name: 'qs', atLeast: '6.14.1' },
  { name: 'react', atLeast: '19.2.6' },
  { name: 'react-dom', atLeast: '19.2.6' },
  { name: 'semver', atLeast: '6.3.1' },
  { name: 'sharp', atLeast: '0.32.6' },
  { name: 'valibot', atLeast: '1.2.0' },
  { name: 'vite', atLeast: '7.1.11' },
  { name: 'yaml', atLeast: '2.2.2' },
];

/** Packages that npm would install whatever they hold: the lockfile has no checksum of theirs. */
export function withoutIntegrity(
  /** @type {{ packages: Record<string, { integrity?: string; link?: boolean }> }} */ lockfile,
) {
  return Object.entries(lockfile.packages)
    .filter(([place, { integrity, link }]) => place !== '' && link !== true && integrity === undefined)
    .map(([place]) => `${place}: no integrity in the lockfile (npm view NAME@VERSION dist.integrity has it)`);
}

/** What `npm audit` says of the packages in production from "high" upwards; null where the registry does not answer. */
function audit(/** @type {string} */ root) {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 30_000,
  });
  try {
    /** @type {{ vulnerabilities?: Record<string, { severity: string; range: string }> }} */
    const { vulnerabilities } = JSON.parse(stdout);
    if (vulnerabilities === undefined) return null;
    return Object.entries(vulnerabilities)
      .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
      .map(([name, { severity, range }]) => `${name} ${range}: ${severity}, says npm audit`);
  } catch {
    return null;
  }
}

/** Negative when `left` is the older version; a pre-release is older than its release. */
export function compareVersions(/** @type {string} */ left, /** @type {string} */ right) {
  const parse = (/** @type {string} */ version) => {
    const [release = '', ...rest] = version.split('-');
    return { numbers: release.split('.').map(Number), isPreRelease: rest.length > 0 };
  };
  const [a, b] = [parse(left), parse(right)];
  for (const index of [0, 1, 2]) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.isPreRelease) - Number(a.isPreRelease);
}

/** What the lockfile installs below a floor, nested copies included; and floors for what is not installed at all. */
export function versionsBelowFloors(
  /** @type {{ packages: Record<string, { version?: string }> }} */ lockfile,
  table = floors,
) {
  return table.flatMap(({ name, atLeast, since = '0.0.0' }) => {
    const copies = Object.entries(lockfile.packages).filter(
      ([place]) => place === `node_modules/${name}` || place.endsWith(`/node_modules/${name}`),
    );
    if (copies.length === 0) return [`${name}: in the table of advisories, but not in the lockfile`];
    return copies
      .filter(
        ([, { version }]) =>
          version === undefined ||
          (compareVersions(version, atLeast) < 0 && compareVersions(version, since) >= 0),
      )
      .map(([place, { version }]) => `${place} is ${version}; at least ${atLeast} is needed`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const lockfile = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const audited = audit(root);
  const problems = [...versionsBelowFloors(lockfile), ...withoutIntegrity(lockfile), ...(audited ?? [])];
  for (const problem of problems) console.error(problem);
  const asked = audited === null ? 'the registry does not answer npm audit' : 'npm audit asked';
  console.log(`Advisories: ${floors.length} floors, ${asked}, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
