import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { temporaryDirectory } from './after-file';

const run = promisify(execFile);

const has = async (command: string, args: readonly string[]) =>
  run(command, [...args]).then(
    () => true,
    () => false,
  );

/** Every Python that has scipy. */
export const pythons: string[] = [];
// Debian's own is the one that CI installs; another may stand before it.
for (const candidate of ['python3', '/usr/bin/python3']) {
  if (await has(candidate, ['-c', 'import scipy, numpy'])) pythons.push(candidate);
}
export const hasR = await has('Rscript', ['--version']);
if (pythons.length === 0) process.stderr.write('python3 with scipy is not installed: no notebook is run.\n');
if (!hasR) process.stderr.write('Rscript is not installed: no R script is run.\n');

export const about = {
  experiment: 'checkout "new"\u2028',
  analysis: '01a2',
  run: 1,
  horizon: new Date('2026-03-01T00:00:00Z'),
};

export const notebookSchema = z.object({
  nbformat: z.literal(4),
  cells: z.array(z.object({ cell_type: z.string(), source: z.array(z.string()) })),
});

/** The notebook's code in the order of its cells. */
export function codeOf(notebook: string): readonly string[] {
  return notebookSchema
    .parse(JSON.parse(notebook))
    .cells.filter((cell) => cell.cell_type === 'code')
    .map((cell) => cell.source.join(''));
}

/** Runs each program by itself, as a notebook would, in one process: loading scipy takes longer than most of them. */
const runEach = String.raw`
import contextlib, io, json, sys, traceback
said = {}
for name, program in json.load(open(sys.argv[1])).items():
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(program, name, "exec"), {"__name__": "__main__"})
        said[name] = out.getvalue()
    except BaseException:
        said[name] = traceback.format_exc()
print(json.dumps(said))
`;

/** What each program printed, or how it failed. */
export async function runPrograms(
  python: string,
  programs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const file = path.join(temporaryDirectory('exports'), `programs-${String(pythons.indexOf(python))}.json`);
  writeFileSync(file, JSON.stringify(programs));
  const { stdout } = await run(python, ['-c', runEach, file]);
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
}

/** What a program printed, or how it failed. */
export async function runFile(command: string, name: string, text: string): Promise<string> {
  const file = path.join(temporaryDirectory('exports'), name);
  writeFileSync(file, text);
  return run(command, [file]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
