import { analysisBench } from './analysis';
import { assignmentBench } from './assignment';
import { ingestionBench } from './ingestion';
import { pagesBench } from './pages';
import { servingBench } from './serving';
import { statisticsBench } from './statistics';

/** One figure of a bench: what was measured, in which unit, and what it is compared with in the same run. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A bench runs to its end and returns its figures; everything it needs it makes itself. */
export type Bench = () => readonly BenchFigure[] | Promise<readonly BenchFigure[]>;

/** `npm run bench -- NAME`: a new bench is a module and a line here. */
const BENCHES: Readonly<Record<string, Bench>> = {
  analysis: analysisBench,
  assignment: assignmentBench,
  ingestion: ingestionBench,
  pages: pagesBench,
  serving: servingBench,
  statistics: statisticsBench,
};

async function main(name: string | undefined): Promise<number> {
  const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined) {
    console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
    return 2;
  }
  const figures = await bench();
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const { name: label, value, unit } of figures) {
    console.log(`${label.padEnd(width)}  ${value.toPrecision(4).padStart(10)} ${unit}`);
  }
  // One last line for machines: every figure by its name.
  console.log(JSON.stringify(Object.fromEntries(figures.map((figure) => [figure.name, figure.value]))));
  return 0;
}

process.exitCode = await main(process.argv[2]);
