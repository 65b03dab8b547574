import { readFileSync, writeFileSync } from 'node:fs';
import { callAt, figuresOf, MEASURED, type MeasuredFunction } from './measured-functions';
import { outsideFigures, tailError, type OutsideFigure } from './outside-figures';

/** `npm run jstat`: where jstat holds ten digits, and how fast it is, as the table of this page. */
const PAGE = 'docs/statistics/jstat.md';
const BEGIN = '<!-- measured: npm run jstat -->';
const END = '<!-- end -->';
const TEN_DIGITS = 1e-10;
const CALLS = 200_000;

/** Uses results, so that the compiler cannot leave calls out. */
let kept = 0;

function callsPerSecond(call: MeasuredFunction['ours'], everyday: MeasuredFunction['everyday']): number {
  const rates = Array.from({ length: 5 }, () => {
    const start = performance.now();
    for (let i = 0; i < CALLS; i += 1) kept += call(...everyday(i));
    return (CALLS / (performance.now() - start)) * 1000;
  });
  return rates.sort((a, b) => a - b)[2] ?? NaN;
}

function worst(figures: readonly OutsideFigure[], call: MeasuredFunction['ours']): string {
  if (figures.length === 0) return '';
  return Math.max(...figures.map((o) => tailError(o, callAt(call, o)))).toExponential(1);
}

function millions(rate: number): string {
  return (rate / 1e6).toPrecision(2);
}

function rowOf(measured: MeasuredFunction, all: readonly OutsideFigure[]): readonly string[] {
  const figures = figuresOf(measured, all);
  const { inBounds = () => false } = measured;
  const inside = figures.filter(inBounds);
  const outside = figures.filter((o) => !inBounds(o));
  const hold = (some: readonly OutsideFigure[]): string => {
    const holding = some.filter((o) => tailError(o, callAt(measured.jstat, o)) <= TEN_DIGITS);
    return `${holding.length} of ${some.length}`;
  };
  return [
    `${measured.family}.${measured.figure}`,
    measured.bounds,
    hold(inside),
    worst(inside, measured.jstat),
    hold(outside),
    worst(outside, measured.jstat),
    worst(figures, measured.ours),
    millions(callsPerSecond(measured.jstat, measured.everyday)),
    millions(callsPerSecond(measured.ours, measured.everyday)),
  ];
}

const HEAD = [
  'function',
  'jstat answers',
  'hold there',
  'worst there',
  'hold elsewhere',
  'worst elsewhere',
  'worst of ours',
  'jstat, M calls/s',
  'ours, M calls/s',
];

function main(): void {
  const all = outsideFigures();
  const rows = [HEAD, HEAD.map(() => '---'), ...MEASURED.map((measured) => rowOf(measured, all))];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const from = page.indexOf(BEGIN) + BEGIN.length;
  writeFileSync(PAGE, `${page.slice(0, from)}\n\n${table}\n\n${page.slice(page.indexOf(END))}`);
  console.log(table);
  if (Number.isNaN(kept)) throw new Error('a call answered NaN');
}

main();
