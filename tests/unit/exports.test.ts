import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commentLine } from '@/lib/exports/comment-line';
import { csvOf } from '@/lib/exports/csv';
import { momentsTable } from '@/lib/exports/moments-table';
import { notebookOf } from '@/lib/exports/notebook';
import { parquetOf } from '@/lib/exports/parquet';
import type { Recomputation } from '@/lib/exports/recomputation';
import { rScriptOf } from '@/lib/exports/r-script';
import { exportedLook, exportedSegments } from '@/tests/support/exported-look';

const run = promisify(execFile);
const directory = mkdtempSync(path.join(tmpdir(), 'fairsplit-exports-'));
afterAll(() => rmSync(directory, { recursive: true }));

const has = async (command: string, args: readonly string[]) =>
  run(command, [...args]).then(
    () => true,
    () => false,
  );
const pythons: string[] = [];
// Debian's own is the one that CI installs; another may stand before it.
for (const candidate of ['python3', '/usr/bin/python3']) {
  if (await has(candidate, ['-c', 'import scipy, numpy'])) pythons.push(candidate);
}
const r = await has('Rscript', ['--version']);
if (pythons.length === 0) process.stderr.write('python3 with scipy is not installed: no notebook is run.\n');
if (!r) process.stderr.write('Rscript is not installed: no R script is run.\n');

const about = {
  experiment: 'checkout "new"\u2028',
  analysis: '01a2',
  run: 1,
  horizon: new Date('2026-03-01T00:00:00Z'),
};

const looks = {
  fixed: exportedLook({ method: 'fixed' }, [1_001]),
  'many-units': exportedLook({ method: 'fixed' }, [300_000]),
  'first-look': exportedLook({ looks: 4 }, [251]),
  'third-look': exportedLook({ looks: 5, spending: 'pocock' }, [210, 433, 702]),
  'last-look': exportedLook({ looks: 4, spending: 'power:2.5', alphaTwoSided: 0.1 }, [300, 540, 541, 1_040]),
  'obrien-fleming': exportedLook({ looks: 20 }, [60, 120, 400, 420, 800]),
  'windows-open': exportedLook({ looks: 4 }, [350, 700, 1_010], 0.25),
  'always-valid': exportedLook({ method: 'always-valid' }, [200, 513]),
};

const notebookSchema = z.object({
  nbformat: z.literal(4),
  cells: z.array(z.object({ cell_type: z.string(), source: z.array(z.string()) })),
});

/** The notebook's code in the order of its cells. */
function codeOf(notebook: string): readonly string[] {
  return notebookSchema
    .parse(JSON.parse(notebook))
    .cells.filter((cell) => cell.cell_type === 'code')
    .map((cell) => cell.source.join(''));
}

async function runFile(command: string, name: string, text: string): Promise<string> {
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return run(command, [file]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** How many figures stand in the facts to be compared; a null is one, as it has to come out as null. */
function figuresOf({ sampleRatio, effects, segments, plan }: Recomputation): number {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, member) => sum + count(member), 0)
      : 1;
  const ofEffects = effects.map(
    ({ expected, adjustment, nonInferiority }) =>
      4 +
      (plan.lookFractions === null ? 0 : 1) +
      count(expected) +
      (adjustment === null ? 0 : count(adjustment)) +
      (nonInferiority === null ? 0 : count(nonInferiority.expected)),
  );
  const ofSegments = segments.map(
    (by) =>
      by.segments.reduce((sum, { expected, corrected }) => sum + count(expected) + count(corrected), 0) +
      count(by.heterogeneity),
  );
  return [...ofEffects, ...ofSegments, count(sampleRatio?.expected)].reduce((sum, part) => sum + part, 0);
}

/** After the notebook's method: alters each figure of the facts in turn, and says which alterations nobody noticed. */
const alterEach = (check: string) => String.raw`
import contextlib, copy, io
memo, computed = {}, group_sequential_level
right, check_code = facts, ${JSON.stringify(check)}
by_quantile = ("lower", "upper", "relativeLower", "relativeUpper", "lowerBound")
compared_parts = ("expected", "adjustment", "corrected", "heterogeneity")

def group_sequential_level(*arguments):
    key = str(arguments)
    if key not in memo:
        memo[key] = computed(*arguments)
    return memo[key]


def figures(node, path):
    if isinstance(node, dict) or isinstance(node, list):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield from figures(node[key], (*path, key))
    elif node is not None and not isinstance(node, str):
        arm = len(path) == 4 and path[0] == "effects" and path[3] in ("estimate", "variance")
        level = len(path) == 3 and path[0] == "effects" and path[2] == "alphaTwoSided"
        if arm or level or any(part in path for part in compared_parts):
            yield path

altered, unnoticed = 0, []
for path in figures(right, ()):
    # Only the effect or the segments concerned: the others are what they were.
    facts = {"plan": right["plan"], "effects": [], "segments": [], "sampleRatio": None}
    if path[0] == "sampleRatio":
        facts["sampleRatio"] = copy.deepcopy(right["sampleRatio"])
    else:
        facts[path[0]] = [copy.deepcopy(right[path[0]][path[1]])]
        path = (path[0], 0, *path[2:])
    holder = facts
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    part = 1e-4 if path[-1] in by_quantile else 1e-6
    holder[path[-1]] = (not value) if isinstance(value, bool) else value * (1 + part) if value else part
    altered += 1
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(check_code)
        unnoticed.append(path)
    except AssertionError:
        pass
print(altered, unnoticed)
`;

describe('a comment in a file that a program runs', () => {
  it('is one line of printable characters, whatever its text was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(commentLine(text)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{0,303}$/u);
      }),
      { numRuns: 40 },
    );
    for (const end of ['\n', '\r', '\u0085', '\u2028', '\v', '\f', '\u001b[2J', '\u202e'])
      expect(commentLine(`a${end}b`)).toMatch(/^a\?.*b$/);
    expect(commentLine("units by s'a, Größe 東京")).toBe("units by s'a, Größe 東京");
  });

  it('ends with its line in R and in a notebook', () => {
    const hostile = { ...about, experiment: 'x\nsystem("id")\r#', analysis: 'y\u2028z\n' };
    const [title] = rScriptOf(hostile, looks.fixed.facts).split('\n');
    expect(title).toBe('# x?system("id")?#, run 1, analysis y?z?, evidence up to 2026-03-01T00:00:00.000Z');
    const { cells } = notebookSchema.parse(JSON.parse(notebookOf(hostile, looks.fixed.facts)));
    expect(cells[0]?.source[0]).toBe('# x?system("id")?#, run 1\n');
  });
});

describe('an exported analysis', () => {
  it('has the facts of every effect that could be said, adjusted ones with their covariates, and of segments', () => {
    const { effects, segments, sampleRatio } = looks.fixed.facts;
    expect(effects.map(({ metric, covariates }) => [metric, covariates.length])).toEqual([
      ['revenue', 0],
      ['adjusted', 2],
      ['bought', 1],
      ['cancelled', 0],
      ['per-visit', 0],
      ['per-visit-adjusted', 3],
      ['median', 0],
    ]);
    expect(effects.map(({ nonInferiority }) => nonInferiority !== null)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(segments).toHaveLength(6);
    expect(segments.every((by) => by.segments.length === 2 && by.heterogeneity !== null)).toBe(true);
    expect(sampleRatio).not.toBeNull();
    expect(looks['third-look'].facts.effects[0]?.alphaTwoSided).toBeLessThan(0.05);
    const [revenue, , bought] = looks['windows-open'].facts.effects;
    expect(bought?.informationFractions).toBeNull();
    expect(revenue?.informationFractions).toEqual([0.35, 0.7, 1.01]);
    expect(revenue?.alphaTwoSided).not.toBe(bought?.alphaTwoSided);
  });

  it.skipIf(pythons.length === 0).each(Object.keys(looks) as (keyof typeof looks)[])(
    'is computed again by its notebook with numpy and scipy, figure by figure: %s',
    async (name) => {
      const { facts } = looks[name];
      const program = codeOf(notebookOf(about, facts)).join('\n');
      for (const [index, python] of pythons.entries()) {
        expect(await runFile(python, `${name}-${String(index)}.py`, program)).toBe(
          `${String(figuresOf(facts))} figures computed again, all equal\n`,
        );
      }
    },
    300_000,
  );

  it.skipIf(pythons.length === 0)(
    'is computed again where segments have three units an arm, whose t quantiles older scipys have to eight digits',
    async () => {
      const facts = exportedSegments();
      expect(facts.segments[0]?.segments).toHaveLength(12);
      const program = codeOf(notebookOf(about, facts)).join('\n');
      for (const [index, python] of pythons.entries()) {
        expect(await runFile(python, `segments-${String(index)}.py`, program)).toBe(
          `${String(figuresOf(facts))} figures computed again, all equal\n`,
        );
      }
    },
    60_000,
  );

  it.skipIf(pythons.length === 0).each(['fixed', 'third-look', 'always-valid'] as const)(
    'is not what its notebook computes when any one of its figures is altered: %s',
    async (name) => {
      const { facts } = looks[name];
      const code = codeOf(notebookOf(about, facts));
      const program = [...code.slice(0, -1), alterEach(code.at(-1) ?? '')].join('\n');
      const said = await runFile(pythons[0] ?? '', `altered-${name}.py`, program);
      expect(said).toMatch(/^\d{3} \[\]\n$/);
    },
    600_000,
  );

  it.skipIf(!r).each(Object.keys(looks) as (keyof typeof looks)[])(
    'is computed again by its script in base R, figure by figure: %s',
    async (name) => {
      const { facts } = looks[name];
      expect(await runFile('Rscript', `${name}.R`, rScriptOf(about, facts))).toBe(
        `${String(figuresOf(facts))} figures computed again, all equal\n`,
      );
    },
    300_000,
  );

  it.skipIf(!r)(
    'is not what its script in R computes when a figure is altered',
    async () => {
      const { facts } = looks.fixed;
      const wrong = {
        ...facts,
        effects: facts.effects.map((effect) => ({
          ...effect,
          expected: { ...effect.expected, pTwoSided: effect.expected.pTwoSided * (1 + 1e-6) },
        })),
      };
      expect(await runFile('Rscript', 'wrong.R', rScriptOf(about, wrong))).toContain(
        'revenue treatment pTwoSided: ',
      );
    },
    60_000,
  );

  it('is a table that no spreadsheet takes for a program, with a line for each metric and variant', () => {
    const { result } = looks.fixed;
    const named = { ...result, metrics: result.metrics.map((metric) => ({ ...metric, key: metric.name })) };
    const lines = csvOf(momentsTable(named)).trimEnd().split('\r\n');
    // Two arms a metric; two arms of three segments for each that is not a quantile.
    expect(lines).toHaveLength(1 + 2 * 7 + 6 * 6);
    expect(lines[0]).toMatch(/^metric,kind,role,variant,is_control,n,mean,variance,difference,/);
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""x""\)",sum,success,control,true,490,10\.25,16\.5,,/);
    expect(lines[2]).toContain(',treatment,false,511,11.125,18.75,0.875,');
    expect(lines[3]).toContain(',country,"\'=se ""\u00e5\u{1f600}\\",');
  });

  it('is the same table as Parquet, every digit and nothing neutralised, as another reader has it', async () => {
    const { result } = looks['third-look'];
    const table = momentsTable(result);
    const rows = await parquetReadObjects({ file: parquetOf(table).buffer });
    const expected = table.rows.map((row) =>
      Object.fromEntries(
        table.columns.map(({ name, type }, index) => {
          const cell = row[index] ?? null;
          return [name, type === 'count' && typeof cell === 'number' ? BigInt(cell) : cell];
        }),
      ),
    );
    expect(rows.map((row) => ({ ...row }))).toEqual(expected);
    expect(rows.some(({ segment }) => segment === '=se "\u00e5\u{1f600}\\')).toBe(true);
    expect(rows.some(({ joint_covariances }) => joint_covariances === '[[16.5,9,0.5],[9,14,0.75],[0.5,0.75,0.1875]]')).toBe(true); // prettier-ignore
  });

  it('is Parquet also where there is no row at all', async () => {
    const { columns } = momentsTable(looks.fixed.result);
    expect(await parquetReadObjects({ file: parquetOf({ columns, rows: [] }).buffer })).toEqual([]);
  });
});
