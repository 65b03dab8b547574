/** What a method answers, in the shape of a case's `expected`; null is "cannot say". */
export type Answer =
  number | string | boolean | null | readonly Answer[] | { readonly [key: string]: Answer };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAnswers(value: Answer | undefined): value is { readonly [key: string]: Answer } {
  return isRecord(value);
}

function worst(errors: readonly number[]): number {
  return errors.reduce((largest, error) => Math.max(largest, error), 0);
}

/**
 * Largest relative error of an answer (absolute where 0 is expected), Infinity where the shapes differ. Figures that the
 * case does not name are ignored; a null or missing expectation is met by "cannot say" alone.
 */
export function relativeError(
  actual: Answer | undefined,
  expected: unknown,
  numberError: NumberError = relativeNumberError,
): number {
  // What JSON cannot write, an infinite bound, other programs leave null or spell out.
  if (expected === null || expected === undefined)
    return actual === null || actual === undefined || actual === Infinity ? 0 : Infinity;
  if (expected === 'Infinity' || expected === '-Infinity') return actual === Number(expected) ? 0 : Infinity;
  if (typeof expected === 'number') return finiteError(actual, expected, numberError);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return Infinity;
    const answers: readonly Answer[] = actual;
    return worst(expected.map((value, i) => relativeError(answers[i], value, numberError)));
  }
  if (isRecord(expected)) return recordError(actual, expected, numberError);
  return actual === expected ? 0 : Infinity;
}

function recordError(
  actual: Answer | undefined,
  expected: Readonly<Record<string, unknown>>,
  numberError: NumberError,
): number {
  if (actual === null) return Object.values(expected).every((value) => value === null) ? 0 : Infinity;
  if (!isAnswers(actual)) return Infinity;
  return worst(
    Object.entries(expected).map(([key, value]) => {
      const scale = scaleOf(key, expected);
      return relativeError(actual[key], value, (one, other) => numberError(one, other, scale));
    }),
  );
}

/**
 * The scale on which a figure was subtracted, where all of it may be gone: two logarithms that are equal leave their rounding, which
 * has no digits to compare. 0: the figure is its own scale.
 */
function scaleOf(key: string, { standardError }: Readonly<Record<string, unknown>>): number {
  return key === 'logRatioOfRatios' && typeof standardError === 'number' ? standardError : 0;
}

type NumberError = (actual: number, expected: number, scale: number) => number;

function finiteError(actual: Answer | undefined, expected: number, numberError: NumberError): number {
  if (typeof actual !== 'number' || Number.isNaN(actual)) return Infinity;
  if (actual === expected) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return Infinity;
  return numberError(actual, expected, 0);
}

const relativeNumberError: NumberError = (actual, expected, scale) => {
  const error = Math.abs(actual - expected);
  const size = Math.max(Math.abs(expected), scale);
  return size === 0 ? error : error / size;
};

/** Largest absolute error of an answer, otherwise as `relativeError`. */
export function absoluteError(actual: Answer | undefined, expected: unknown): number {
  return relativeError(actual, expected, (value, figure) => Math.abs(value - figure));
}
