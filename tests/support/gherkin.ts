import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A scenario with its steps as written, keywords left out; one of an outline for each row of its examples. */
export interface Scenario {
  /** Its title and, of an outline, the row. */
  readonly name: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly text: string;
  /** The table below it, its heading included. */
  readonly table: readonly (readonly string[])[];
}

interface Draft {
  readonly title: string;
  readonly steps: { text: string; table: (readonly string[])[] }[];
  heading: readonly string[] | null;
  readonly rows: ReadonlyMap<string, string>[];
  isOutline: boolean;
}

/** The scenarios of a feature file under `tests/upstream`. Reads what those files use; throws at anything else. */
export function readFeature(file: string): readonly Scenario[] {
  const drafts: Draft[] = [];
  let background: Draft | null = null;
  let current: Draft | null = null;
  let isInExamples = false;
  for (const line of readFileSync(path.resolve(import.meta.dirname, '../upstream', file), 'utf8').split(
    '\n',
  )) {
    const text = line.trim();
    if (text === '' || text.startsWith('#') || text.startsWith('@') || text.startsWith('Feature:')) continue;
    const [, keyword = '', rest = ''] =
      /^(Background|Scenario Outline|Scenario|Examples):(.*)$/.exec(text) ?? [];
    if (keyword === 'Examples' && current !== null) {
      isInExamples = true;
      current.heading = null;
    } else if (keyword !== '') {
      isInExamples = false;
      current = {
        title: rest.trim(),
        steps: [],
        heading: null,
        rows: [],
        isOutline: keyword.endsWith('Outline'),
      };
      if (keyword === 'Background') background = current;
      else drafts.push(current);
    } else if (text.startsWith('|') && current !== null) readRow(current, cellsOf(text), isInExamples);
    else if (drafts.length > 0 || current !== null) readLine(current, text);
  }
  return drafts.flatMap((draft) => scenariosOf(draft, background?.steps ?? []));
}

function readRow(draft: Draft, cells: readonly string[], isInExamples: boolean): void {
  if (!isInExamples) draft.steps.at(-1)?.table.push(cells);
  else if (draft.heading === null) draft.heading = cells;
  else draft.rows.push(new Map(draft.heading.map((name, index) => [name, cells[index] ?? ''])));
}

function readLine(draft: Draft | null, text: string): void {
  const [, step] = /^(?:Given|When|Then|And|But) (.*)$/.exec(text) ?? [];
  if (step === undefined || draft === null)
    throw new Error(`This line of a feature is not understood: ${text}`);
  draft.steps.push({ text: step, table: [] });
}

function scenariosOf(
  { title, steps, rows, isOutline }: Draft,
  background: readonly Step[],
): readonly Scenario[] {
  if (!isOutline) return [{ name: title, title, steps: [...background, ...steps] }];
  return rows.map((row) => ({
    name: `${title}: ${[...row.values()].join(' | ')}`,
    title,
    steps: [
      ...background,
      ...steps.map(({ text, table }) => ({
        text: text.replaceAll(/<([^>]+)>/g, (whole, name: string) => row.get(name) ?? whole),
        table,
      })),
    ],
  }));
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());
}
