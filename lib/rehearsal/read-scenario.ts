import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../errors';
import type { Scenario } from '../simulator/scenario';
import { scenarioSchema } from '../simulator/scenario-checks';

/** Reads a scenario file; `experiment` replaces the key of its experiment. Throws InvalidInputError with all that is wrong. */
export async function readScenario(file: string, experiment: string | null = null): Promise<Scenario> {
  return parseScenario(jsonOf(file, await textOf(file)), experiment);
}

/** Throws InvalidInputError with every problem and its place. */
export function parseScenario(given: unknown, experiment: string | null = null): Scenario {
  const parsed = scenarioSchema.safeParse(given);
  if (parsed.success) {
    const key = experiment ?? parsed.data.experiment.key;
    return { ...parsed.data, experiment: { ...parsed.data.experiment, key } };
  }
  const problems = parsed.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    detail: message,
  }));
  const lines = problems.map(({ pointer, detail }) => `${pointer === '' ? '/' : pointer}: ${detail}`);
  throw new InvalidInputError(`The scenario cannot be simulated.\n${lines.join('\n')}`, problems);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new InvalidInputError(`There is no file ${file}.`);
    }
    throw error;
  }
}

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(
      `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
