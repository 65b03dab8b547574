import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * How many of the packages of the lockfile of `root` have arrived in its node_modules, and how many there are at most: those for
 * other platforms never come. Node alone, as it is asked before any package is there.
 */
export function packagesThere(root) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const places = Object.entries(packages)
    .filter(([place, { optional, os, cpu }]) => place !== '' && !(optional && (os ?? cpu)))
    .map(([place]) => path.join(root, place, 'package.json'));
  return { there: places.filter((place) => existsSync(place)).length, all: places.length };
}
