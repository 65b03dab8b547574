import type { BenchFigure } from './figure';

/** A bench runs to its end and returns its figures; everything it needs it makes itself. */
type Bench = () => readonly BenchFigure[] | Promise<readonly BenchFigure[]>;

/** `npm run bench -- NAME`: a new bench is a module and a line here. Only the one that is asked for is loaded. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  analysis: async () => (await import('./analysis')).analysisBench,
  assignment: async () => (await import('./assignment')).assignmentBench,
  export: async () => (await import('./export')).exportBench,
  import: async () => (await import('./import')).importBench,
  ingestion: async () => (await import('./ingestion')).ingestionBench,
  pages: async () => (await import('./pages')).pagesBench,
  serving: async () => (await import('./serving')).servingBench,
  statistics: async () => (await import('./statistics')).statisticsBench,
};

async function main(name: string | undefined): Promise<number> {
  const load = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (load === undefined) {
    console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
    return 2;
  }
  const figures = await (await load())();
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const { name: label, value, unit } of figures) {
    console.log(`${label.padEnd(width)}  ${value.toPrecision(4).padStart(10)} ${unit}`);
  }
  // One last line for machines: every figure by its name.
  console.log(JSON.stringify(Object.fromEntries(figures.map((figure) => [figure.name, figure.value]))));
  return 0;
}

process.exitCode = await main(process.argv[2]);
