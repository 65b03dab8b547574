import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { momentsCsvOf } from '@/lib/exports/moments-csv';
import { notebookOf } from '@/lib/exports/notebook';
import { recomputationOf } from '@/lib/exports/recomputation';
import { rScriptOf } from '@/lib/exports/r-script';
import type { EvidenceArm, MetricEvidence } from '@/lib/analysis/evidence';
import type { RunMetric } from '@/lib/analysis/run-configuration';
import { analyseRun } from '@/lib/decision/analyse-run';
import { runMetric, runOf } from '@/tests/support/runs';

const run = promisify(execFile);
const directory = mkdtempSync(path.join(tmpdir(), 'fairsplit-exports-'));
afterAll(() => rmSync(directory, { recursive: true }));

const has = async (command: string, args: readonly string[]) =>
  run(command, [...args]).then(
    () => true,
    () => false,
  );
const python = await has('python3', ['-c', 'import scipy, numpy']);
const r = await has('Rscript', ['--version']);
if (!python) process.stderr.write('python3 with scipy is not installed: the notebook is not run.\n');
if (!r) process.stderr.write('Rscript is not installed: the R script is not run.\n');

const about = {
  experiment: 'checkout "new"\u2028',
  analysis: '01a2',
  run: 1,
  horizon: new Date('2026-03-01T00:00:00Z'),
};

const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
const covariate = { lengthHours: 168, term: null };
const selection = { version: 2, event: 'purchase', where: [] } as const;
const term = { event: 'purchase', where: [], aggregate: 'sum' } as const;

const metrics: readonly RunMetric[] = [
  runMetric({ key: 'revenue', name: '=HYPERLINK("x")' }),
  {
    ...runMetric({ key: 'adjusted' }),
    kind: 'sum',
    definition: { ...selection, window, covariate, winsorisation: null },
  },
  {
    ...runMetric({ key: 'per-visit' }),
    kind: 'ratio',
    definition: {
      version: 2,
      numerator: term,
      denominator: { ...term, aggregate: 'count' },
      window,
      covariate: null,
    },
  },
  {
    ...runMetric({ key: 'median' }),
    kind: 'quantile',
    definition: { ...selection, aggregate: 'sum', quantile: 0.5, window },
  },
];

const arm = (
  variant: number,
  means: readonly number[],
  covariances: readonly (readonly number[])[],
  quantile: EvidenceArm['quantile'] = null,
): EvidenceArm => ({ variant, n: variant === 0 ? 251 : 262, waiting: 0, means, covariances, quantile });

const read = (...arms: readonly EvidenceArm[]): MetricEvidence => ({
  ok: true,
  cap: null,
  arms,
  segments: [],
});

/** A look with a plain mean, one with a covariate, a ratio and a quantile. */
function look() {
  const configuration = runOf({ looks: 2, plannedUnits: 1_000 }, metrics);
  const evidence = {
    units: [
      { variant: 0, units: 251, unitsInTwoVariants: 0 },
      { variant: 1, units: 262, unitsInTwoVariants: 0 },
    ],
    dailyUnits: [],
    segments: [],
    metrics: new Map([
      ['revenue', read(arm(0, [10.25], [[16.5]]), arm(1, [11.125], [[18.75]]))],
      [
        'adjusted',
        read(
          arm(
            0,
            [10.25, 9.5, 0.75],
            [
              [16.5, 9, 0.5],
              [9, 14, 0.75],
              [0.5, 0.75, 0.1875],
            ],
          ),
          arm(
            1,
            [11.125, 9.25, 0.75],
            [
              [18.75, 10, 0.5],
              [10, 15, 0.75],
              [0.5, 0.75, 0.1875],
            ],
          ),
        ),
      ],
      [
        'per-visit',
        read(
          arm(
            0,
            [10.25, 2.5],
            [
              [16.5, 2.25],
              [2.25, 1.5],
            ],
          ),
          arm(
            1,
            [11.125, 2.625],
            [
              [18.75, 2.5],
              [2.5, 1.75],
            ],
          ),
        ),
      ],
      [
        'median',
        read(
          arm(0, [], [], { estimate: 9, lower: 8.5, upper: 9.75 }),
          arm(1, [], [], { estimate: 10, lower: 9.25, upper: 10.5 }),
        ),
      ],
    ]),
  };
  const { result } = analyseRun(configuration, evidence, {
    ended: false,
    startedAt: about.horizon,
    now: about.horizon,
    earlier: null,
  });
  return { configuration, result, facts: recomputationOf(configuration, result) };
}

const notebookSchema = z.object({
  nbformat: z.literal(4),
  cells: z.array(z.object({ cell_type: z.string(), source: z.array(z.string()) })),
});

/** The notebook's code in the order of its cells, as a program. */
function programOf(notebook: string): string {
  return notebookSchema
    .parse(JSON.parse(notebook))
    .cells.filter((cell) => cell.cell_type === 'code')
    .map((cell) => cell.source.join(''))
    .join('\n');
}

async function runFile(command: string, name: string, text: string): Promise<string> {
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return run(command, [file]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('an exported analysis', () => {
  const { result, facts } = look();
  // 4 effects of 8 figures, and the sample ratio.
  const figures = 33;
  const wrong = {
    ...facts,
    effects: facts.effects.map((effect) => ({
      ...effect,
      expected: { ...effect.expected, lower: effect.expected.lower * (1 + 1e-6) },
    })),
  };

  it('has the facts of every effect that could be said, the adjusted one with its covariates', () => {
    expect(facts.effects.map(({ metric, covariates }) => [metric, covariates.length])).toEqual([
      ['revenue', 0],
      ['adjusted', 2],
      ['per-visit', 0],
      ['median', 0],
    ]);
    expect(facts.effects.every(({ alphaTwoSided }) => alphaTwoSided < 0.05)).toBe(true);
  });

  it.skipIf(!python)(
    'is computed again by its notebook with numpy and scipy, figure by figure',
    async () => {
      expect(await runFile('python3', 'notebook.py', programOf(notebookOf(about, facts)))).toBe(
        `${String(figures)} figures computed again, all equal\n`,
      );
      expect(await runFile('python3', 'wrong.py', programOf(notebookOf(about, wrong)))).toContain(
        'AssertionError',
      );
    },
    60_000,
  );

  it.skipIf(!r)(
    'is computed again by its script in base R, figure by figure',
    async () => {
      expect(await runFile('Rscript', 'script.R', rScriptOf(about, facts))).toBe(
        `${String(figures)} figures computed again, all equal\n`,
      );
      expect(await runFile('Rscript', 'wrong.R', rScriptOf(about, wrong))).toContain('is not');
    },
    60_000,
  );

  it('is a table that no spreadsheet takes for a program, with a line for each metric and variant', () => {
    const named = { ...result, metrics: result.metrics.map((metric) => ({ ...metric, key: metric.name })) };
    const lines = momentsCsvOf(named).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 2 * metrics.length);
    expect(lines[0]).toMatch(/^metric,kind,role,variant,is_control,n,mean,variance,difference,/);
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""x""\)",sum,success,control,true,251,10\.25,16\.5,,/);
    expect(lines[2]).toContain(',treatment,false,262,11.125,18.75,0.875,');
  });
});
