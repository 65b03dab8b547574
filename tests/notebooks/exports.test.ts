import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { commentLine } from '@/lib/exports/comment-line';
import { csvOf } from '@/lib/exports/csv';
import { momentsTable, type Judged } from '@/lib/exports/moments-table';
import { notebookOf } from '@/lib/exports/notebook';
import { parquetOf } from '@/lib/exports/parquet';
import { recomputationOf } from '@/lib/exports/recomputation';
import { factsForR, rScriptOf } from '@/lib/exports/r-script';
import { earlyStopEstimates } from '@/lib/model/early-stop-estimates';
import type { Table } from '@/lib/exports/table';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, evidenceOf, runOf, type ArmFigures } from '@/tests/support/runs';
import { printedOf } from '@/tests/support/compared-figures';
import { alterEach, asByOlderScipy } from '@/tests/support/altered-notebook';
import { isShortForm } from '@/tests/support/form';
import {
  about,
  codeOf,
  hasR as r,
  notebookSchema,
  pythons,
  runFile,
  runPrograms,
} from '@/tests/support/run-notebook';
import {
  exportedFewEvents,
  fewEventsOfPlans,
  exportedLook,
  exportedSegments,
  exportedStrata,
} from '@/tests/support/exported-look';

const looks = {
  fixed: exportedLook({ method: 'fixed' }, [1_001]),
  'many-units': exportedLook({ method: 'fixed' }, [300_000]),
  'first-look': exportedLook({ looks: 4 }, [251]),
  'third-look': exportedLook({ looks: 5, spending: 'pocock' }, [210, 433, 702]),
  'last-look': exportedLook({ looks: 4, spending: 'power:2.5', alphaTwoSided: 0.1 }, [300, 540, 541, 1_040]),
  'obrien-fleming': exportedLook({ looks: 20 }, [60, 120, 400, 420, 800]),
  extended: exportedLook({ looks: 4, spending: 'pocock' }, [260, 640, 1_120, 1_500], 0, 1_500),
  'windows-open': exportedLook({ looks: 4 }, [350, 700, 1_010], 0.25),
  stopped: exportedLook({ looks: 3, spending: 'pocock' }, [340, 900]),
  'always-valid': exportedLook({ method: 'always-valid' }, [200, 513]),
};

const judged = (decision: Judged['decision']): Judged => ({
  ...{ configuration: looks.fixed.configuration, decision, lookNumber: null },
  ...{ monthlyImpacts: [], futility: [] },
});

/** What a column has, where it has something. */
function figuresOf(columns: Table['columns'], rows: Table['rows'], wanted: string) {
  const place = columns.findIndex(({ name }) => name === wanted);
  return rows.flatMap((row) => row[place] ?? []);
}

describe('a comment in a file that a program runs', () => {
  it('is one line of printable characters, whatever its text was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(commentLine(text)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{0,303}$/u);
      }),
      { numRuns: 40, seed: 17 },
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

describe('an exported analysis of a run whose weights changed', () => {
  it.runIf(pythons.length > 0)(
    'has the split and the arms of each period, which the notebook puts together again',
    async () => {
      const configuration = runOf({ method: 'fixed' });
      const arm = (n: number, mean = 1): ArmFigures => ({ n, mean, variance: mean });
      const period = (day: string, shares: readonly number[], arms: readonly [ArmFigures, ArmFigures]) => ({
        ...{ from: new Date(day), until: null, shares, isComparable: true },
        units: arms.map(({ n }) => n),
        metrics: evidenceOf(configuration, arms).metrics,
      });
      const weightPeriods = [
        period('2026-03-01', [0.9, 0.1], [arm(890, 2), arm(110, 2.25)]),
        period('2026-03-02', [0.5, 0.5], [arm(460, 1), arm(540, 1.25)]),
      ];
      const { result } = analysed(configuration, [arm(1350), arm(650)], null, { weightPeriods });
      const facts = recomputationOf(configuration, result, null);
      expect(facts.effects.map(({ control }) => control.strata?.length)).toEqual([2]);
      expect(facts.sampleRatio?.strata.map(({ observed }) => observed)).toEqual([
        [890, 110],
        [460, 540],
      ]);
      const code = codeOf(notebookOf(about, facts)).join('\n');
      const printed = await Promise.all(
        pythons.map((python, index) => runFile(python, `periods-${String(index)}.py`, code)),
      );
      const equal = printedOf(facts);
      expect(printed).toEqual(pythons.map(() => equal));
      const ofR = printedOf(factsForR(facts));
      if (r) expect(await runFile('Rscript', 'periods.R', rScriptOf(about, facts))).toBe(ofR);
    },
  );
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
    // What the rule asks of each, and the word that follows from its answers.
    expect(effects.map(({ rule }) => [rule?.answers.length, rule?.ends.length, rule?.word.expected])).toEqual(
      [
        [2, 3, 'Better'],
        [2, 3, 'Better'],
        [3, 2, 'Within its margin'],
        [3, 2, 'Within its margin'],
        [2, 3, 'Not shown'],
        [2, 3, 'Not shown'],
        [2, 3, 'Not shown'],
      ],
    );
    expect(segments).toHaveLength(6);
    expect(segments.every((by) => by.segments.length === 2)).toBe(true);
    // A loss per visit has no relative effect that could be compared, and in one segment too few bought.
    const compared = segments
      .filter(({ heterogeneity }) => heterogeneity !== null)
      .map(({ metric }) => metric);
    expect(compared).toEqual(['revenue', 'adjusted', 'cancelled', 'per-visit-adjusted']);
    expect(looks.fixed.facts.heterogeneityAdjustedP).toHaveLength(4);
    expect(looks.fixed.facts.lasting.map(({ metric }) => metric)).toEqual(['revenue', 'per-visit-adjusted']);
    expect(sampleRatio).not.toBeNull();
    // Since engine 8 an effect has the plain interval of its metric alone, at every look.
    expect(looks['third-look'].facts.effects[0]).toMatchObject({ alphaTwoSided: 0.05, isLevelOfLook: false });
    const levelOf = (effect: (typeof effects)[number] | undefined) =>
      effect?.rule?.ends[0]?.expected.alphaOneSidedAtLook;
    const [revenue, adjusted, bought] = looks['windows-open'].facts.effects;
    expect(bought?.informationFractions).toBeNull();
    expect(revenue?.informationFractions).toEqual([0.35, 0.7, 1.01]);
    expect(revenue?.alphaTwoSided).toBe(bought?.alphaTwoSided);
    // A metric that knows more than the slowest spends the same error at another bound.
    expect(levelOf(revenue)).toBe(levelOf(adjusted));
    expect(levelOf(bought)).not.toBe(levelOf(revenue));
  });

  const [segments, strata] = [exportedSegments(), exportedStrata()];

  describe.skipIf(pythons.length === 0)('is computed again by its notebook with numpy and scipy', () => {
    const facts = {
      ...Object.fromEntries(Object.entries(looks).map(([name, look]) => [name, look.facts])),
      'post-stratified, alone and with covariates, by numpy lstsq': strata,
      'segments of three units an arm, whose t quantiles older scipys have to eight digits': segments,
      'the same where the two programs agree to no more digits than that': asByOlderScipy(segments),
    };
    let said: readonly Readonly<Record<string, string>>[] = [];
    beforeAll(async () => {
      const programs = Object.entries(facts).map(([name, of]): [string, string] => [
        name,
        codeOf(notebookOf(about, of)).join('\n'),
      ]);
      said = await Promise.all(pythons.map((python) => runPrograms(python, Object.fromEntries(programs))));
    });

    it.each(Object.entries(facts))('figure by figure: %s', (name, of) => {
      const equal = printedOf(of);
      expect(said.map((one) => one[name])).toEqual(pythons.map(() => equal));
    });

    it('and there are such segments and strata', () => {
      expect(segments.segments[0]?.segments).toHaveLength(12);
      expect(
        strata.effects.map(({ postStrata, covariates }) => [postStrata?.length, covariates.length]),
      ).toEqual([
        [3, 0],
        [3, 2],
        [3, 0],
        [3, 3],
      ]);
    });
  });

  it.skipIf(pythons.length === 0).each(fewEventsOfPlans)(
    'is computed again where events are few, ends and margins by inverting the mid-p: %s',
    async (name, plan, looksOf) => {
      const { facts } = exportedFewEvents(plan, looksOf);
      expect(facts.effects.every(({ method }) => method === 'mid-p')).toBe(true);
      expect(facts.effects.every(({ rule }) => rule !== null)).toBe(true);
      const code = codeOf(notebookOf(about, facts));
      const equal = printedOf(facts);
      for (const [index, python] of pythons.entries())
        expect(await runFile(python, `few-${name}-${String(index)}.py`, code.join('\n'))).toBe(equal);
      const [first, ...others] = facts.effects;
      if (first === undefined) throw new Error('There is no effect.');
      const expected = { ...first.expected, lower: (first.expected.lower ?? 0) + 1e-6 };
      const wrong = codeOf(notebookOf(about, { ...facts, effects: [{ ...first, expected }, ...others] }));
      expect(await runFile(pythons[0] ?? '', `few-wrong-${name}.py`, wrong.join('\n'))).toContain("'lower'");
    },
    600_000,
  );

  it('has the estimates that allow for an early stop, which the notebook computes again', () => {
    const { facts, decision: open, result } = looks.stopped;
    const found = facts.effects.flatMap(({ metric, stopped }) => (stopped === null ? [] : [metric]));
    expect(found).toContain('revenue');
    const decision = { ...open, decision: say({ ...valueOf(open.decision), outcome: 'ship' as const }) };
    const { columns, rows } = momentsTable(result, judged(decision));
    const shown = earlyStopEstimates(decision).map(({ difference }) => difference);
    expect(figuresOf(columns, rows, 'stopped_difference')).toEqual(shown);
    expect(shown.length).toBeGreaterThan(0);
    const levels = earlyStopEstimates(decision).map(({ alphaOneSided }) => alphaOneSided.lower);
    expect(figuresOf(columns, rows, 'stopped_lower_alpha')).toEqual(levels);
    const [first] = earlyStopEstimates(decision);
    if (first === undefined) throw new Error('There is no estimate.');
    const why = cannotSay('not-computable', 'stopped-estimate-of-few-events');
    const refusal = { ...{ metric: first.metric, contrast: first.contrast, look: 1 }, why };
    const refused = { ...decision, stoppedEstimates: [], stoppedRefusals: [refusal] };
    const table = momentsTable(result, judged(refused));
    expect(figuresOf(table.columns, table.rows, 'stopped_cannot_say')).toEqual([cannotSaySentence(why)]);
    expect(figuresOf(table.columns, table.rows, 'stopped_difference')).toEqual([]);
  });

  it.skipIf(pythons.length === 0).each(['fixed', 'third-look', 'always-valid'] as const)(
    'is not what its notebook computes when any one of its figures is altered: %s',
    async (name) => {
      const { facts } = looks[name];
      const code = codeOf(notebookOf(about, facts));
      const program = [...code.slice(0, -1), alterEach(code.at(-1) ?? '', isShortForm ? 4 : 1)].join('\n');
      const said = await runFile(pythons[0] ?? '', `altered-${name}.py`, program);
      expect(said).toMatch(/^\d{2,} \[\]\n$/);
    },
  );

  const fewEvents = fewEventsOfPlans.map(([, plan, looksOf]) => exportedFewEvents(plan, looksOf).facts);
  const ofR = {
    ...Object.fromEntries(Object.entries(looks).map(([name, { facts }]) => [name, facts])),
    ...Object.fromEntries(fewEvents.map((facts, place) => [`few-events-${String(place)}`, facts])),
    ...{ segments, strata },
  };

  it.skipIf(!r).each(Object.entries(ofR))(
    'is computed again by its script in base R, figure by figure: %s',
    async (name, facts) => {
      expect(await runFile('Rscript', `${name}.R`, rScriptOf(about, facts))).toBe(
        printedOf(factsForR(facts)),
      );
    },
  );

  it.skipIf(!r).each([
    ['Student t', looks.fixed.facts, 'revenue treatment pTwoSided: '],
    ['mid-p', fewEvents[0] ?? looks.fixed.facts, 'bought treatment pTwoSided: '],
  ] as const)('is not what its script in R computes when a p is altered: %s', async (name, facts, said) => {
    const wrong = {
      ...facts,
      effects: facts.effects.map((effect) => ({
        ...effect,
        expected: { ...effect.expected, pTwoSided: effect.expected.pTwoSided * (1 + 1e-6) },
      })),
    };
    expect(await runFile('Rscript', `wrong-${name}.R`, rScriptOf(about, wrong))).toContain(said);
  });

  it('is a table that no spreadsheet takes for a program, with a line for each metric and variant', () => {
    const { result } = looks.fixed;
    const named = { ...result, metrics: result.metrics.map((metric) => ({ ...metric, key: metric.name })) };
    const lines = csvOf(momentsTable(named, judged(looks.fixed.decision)))
      .trimEnd()
      .split('\r\n');
    // Two arms a metric; two arms of three segments for each that is not a quantile.
    expect(lines).toHaveLength(1 + 2 * 7 + 6 * 6);
    expect(lines[0]).toMatch(/^metric,kind,role,variant,is_control,n,mean,variance,difference,/);
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""x""\)",sum,success,control,true,490,10\.25,16\.5,,/);
    expect(lines[2]).toContain(',treatment,false,511,11.125,18.75,0.875,');
    expect(lines[0]).toMatch(
      /,heterogeneity_adjusted_p,novelty,novelty_adjusted_p,early_relative,late_relative,answer,question,rejected,p_adjusted,/,
    );
    const plain = csvOf(momentsTable(result, judged(null)))
      .trimEnd()
      .split('\r\n');
    // 7.25 against 6 early, 3.0625 against 3 late.
    expect(plain[2]).toMatch(/,,fades,[\d.e-]+,0\.208333333333\d*,0\.0208333333333\d*,{47}$/);
    expect(plain[4]).toMatch(/,treatment,.*,[\d.e-]+,,,,,{47}$/);
    expect(lines[3]).toContain(',country,"\'=se ""\u00e5\u{1f600}\\",');
  });

  it('has what shipping changes in a month as the analysis has it, and why where it cannot be said', () => {
    const { result, decision } = looks.fixed;
    const contrast = { treatment: 'treatment', reference: 'control' };
    const [first, second] = result.metrics.map(({ key: metric }) => metric);
    const figures = { unitsPerMonth: 2e4, change: 17_500, lower: say(250.5), allowingForStop: null };
    const upper = cannotSay('too-few-units', 'no-unit-exposed');
    const { columns, rows } = momentsTable(result, {
      ...judged(decision),
      monthlyImpacts: [
        { metric: first ?? '', contrast, impact: say({ ...figures, upper }) },
        { metric: second ?? '', contrast, impact: upper },
      ],
    });
    const at = columns.findIndex(({ name }) => name === 'monthly_units');
    const months = rows.map((row) => row.slice(at, at + 8));
    const none = [null, null, null, null, null, null, null];
    const why = 'No unit has been exposed yet.';
    expect(months.slice(0, 4)).toEqual([
      [...none, null],
      [2e4, 17_500, 250.5, null, null, null, null, why],
      [...none, null],
      [...none, null],
    ]);
    // Those of the two totals that are not whole.
    expect(months.filter((month) => month[7] === why)).toHaveLength(2);
  });

  it('is the same table as Parquet, every digit and nothing neutralised, as another reader has it', async () => {
    const { result, decision } = looks['third-look'];
    const table = momentsTable(result, judged(decision));
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
    const { columns } = momentsTable(looks.fixed.result, judged(null));
    expect(await parquetReadObjects({ file: parquetOf({ columns, rows: [] }).buffer })).toEqual([]);
  });
});
