import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The lowest versions without a published hole that reaches this project. A registry may refuse `npm audit`, so the
 * lockfile is held to this table instead. When an advisory appears: raise the floor, then the dependency.
 */
export const floors = [
  { name: 'next', atLeast: '16.3.3' },
  { name: 'react', atLeast: '19.2.6' },
  { name: 'react-dom', atLeast: '19.2.6' },
];

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
  return table.flatMap(({ name, atLeast }) => {
    const copies = Object.entries(lockfile.packages).filter(
      ([place]) => place === `node_modules/${name}` || place.endsWith(`/node_modules/${name}`),
    );
    if (copies.length === 0) return [`${name}: in the table of advisories, but not in the lockfile`];
    return copies
      .filter(([, { version }]) => version === undefined || compareVersions(version, atLeast) < 0)
      .map(([place, { version }]) => `${place} is ${version}; at least ${atLeast} is needed`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const problems = versionsBelowFloors(
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')),
  );
  for (const problem of problems) console.error(problem);
  console.log(`Advisories: ${floors.length} floors, ${problems.length} below`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
