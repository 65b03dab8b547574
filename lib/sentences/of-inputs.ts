/** Inputs that no figure can be computed from. `name` is the argument's name, such as "control n". */
export const ofInputs = {
  'not-finite': ({ name }: { name: string }) => `${name} must be a finite number.`,
  'not-positive': ({ name }: { name: string }) => `${name} must be a finite number above 0.`,
  'not-at-least-zero': ({ name }: { name: string }) => `${name} must be a finite number of at least 0.`,
  'not-a-fraction': ({ name }: { name: string }) => `${name} must lie strictly between 0 and 1.`,
  'not-a-fraction-below-half': ({ name }: { name: string }) => `${name} must lie strictly between 0 and 0.5.`,
  'not-a-probability': ({ name }: { name: string }) => `${name} must lie between 0 and 1.`,
  'not-a-count': ({ name }: { name: string }) => `${name} must be a whole number of at least 0.`,
  'value-not-finite': ({ name }: { name: string }) => `${name} holds a value that is not a finite number.`,
  'arm-value-not-finite': () => 'An arm holds a value that is not a finite number.',
  'value-not-a-probability': () => 'Every value must lie between 0 and 1.',
  'more-successes-than-units': ({ name }: { name: string }) => `${name} has more successes than units.`,
  'prior-shape-out-of-range': ({ name }: { name: string }) => `${name} must lie between 0.1 and 1,000,000.`,
  'counts-and-weights-differ': () => 'At least two variants are needed, each with one count and one weight.',
  'more-multiple-than-units': () => 'unitsInSeveralVariants must not exceed units.',
  'experiments-out-of-range': ({ most }: { most: number }) => `n must be a whole number of at most ${most}.`,
  'quantiles-out-of-order': ({ name }: { name: string }) =>
    `${name} has its lower quantile above its upper one.`,
  'effect-not-a-number': () => 'The effect holds a figure that is not a number.',
  'differences-without-errors': () => 'Every difference needs its standard error.',
  'function-not-defined': ({ figure, family }: { figure: string; family: string }) =>
    `The ${figure} of ${family} is not defined at these arguments.`,
  'no-such-column': ({ column }: { column: string }) => `There is no column ${column}.`,
  'ratio-columns-not-two': () => 'A ratio needs two different columns that exist.',
  'covariances-not-square': ({ name }: { name: string }) =>
    `${name} needs one covariance for every pair of columns.`,
  'covariance-exceeds-variances': () => 'A covariance is larger than the variances allow.',
  'too-many-columns': ({ most }: { most: number }) => `Moments have at most ${most} columns.`,
  'row-not-finite': ({ row, columns }: { row: number; columns: number }) =>
    `row ${row} must hold ${columns} finite numbers.`,
  'merge-different-columns': () => 'Moments of different columns cannot be merged.',
  'subtract-different-columns': () => 'Moments of different columns cannot be taken apart.',
  'part-larger-than-whole': () => 'A part cannot have more units than the whole.',
};
