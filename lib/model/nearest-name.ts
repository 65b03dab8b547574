/** Longer ones are not compared: the steps between two names are counted in the product of their lengths. */
const MAX_CHARACTERS = 40;
/** More steps apart, two names have little in common. */
const MAX_STEPS = 2;

/**
 * The one of the names that was probably meant by another that is none of them; null: nobody can say. Letters' case and what stands between
 * words tell names apart no further, so `user_agent` is near `userAgent`. Then come the names by which one is `alsoCalled`, then those that are at
 * most a third of their letters away, and two: one more, one less, another one, or two in turn swapped.
 */
export function nearestName<Name extends string>(
  given: string,
  names: readonly Name[],
  alsoCalled: ReadonlyMap<string, readonly string[]> = new Map(),
): Name | null {
  const plain = plainName(given);
  if (given.length > MAX_CHARACTERS || plain === '') return null;
  const isSame = (name: string) => plainName(name) === plain;
  const same = names.find((name) => isSame(name) || alsoCalled.get(name)?.some(isSame) === true);
  return same ?? withFewestSteps(plain, names);
}

function withFewestSteps<Name extends string>(plain: string, names: readonly Name[]): Name | null {
  let nearest: { readonly name: Name; readonly steps: number } | null = null;
  for (const name of names) {
    const other = plainName(name);
    const maxSteps = Math.min(MAX_STEPS, Math.floor(Math.min(plain.length, other.length) / 3));
    const steps = Math.abs(plain.length - other.length) > maxSteps ? Infinity : stepsBetween(plain, other);
    if (steps <= maxSteps && steps < (nearest?.steps ?? Infinity)) nearest = { name, steps };
  }
  return nearest?.name ?? null;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_ .$]/g, '');
}

/** Optimal string alignment distance: row by row, of which the last three are kept. */
function stepsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const steps = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const at = (line: readonly number[], place: number) => line[place] ?? Infinity;
      steps.push(
        Math.min(
          at(last, column) + 1,
          at(steps, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          row > 1 && column > 1 && isSwapped ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, steps];
  }
  return last[other.length] ?? Infinity;
}
