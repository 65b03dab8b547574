import type { BenchFigure } from '../figure';

/** What one server did in one round. */
export interface Round {
  readonly answers: number;
  readonly seconds: number;
  readonly p99Ms: number;
  /** Of the server. */
  readonly cpuSeconds: number;
  readonly generatorCpuSeconds: number;
}

/** Two rounds, one after the other. */
export interface Pair {
  readonly bare: Round;
  readonly ours: Round;
}

const perSecond = ({ answers, seconds }: Round) => answers / seconds;
const microseconds = ({ cpuSeconds, answers }: Round) => (cpuSeconds * 1e6) / answers;
const processors = ({ cpuSeconds, seconds }: Round) => cpuSeconds / seconds;
const generatorProcessors = ({ generatorCpuSeconds, seconds }: Round) => generatorCpuSeconds / seconds;

/**
 * The two ratios, each with what it was made of. Throughput is what a caller gets, and depends on whoever has no processor left: where
 * that is the load generator, both servers wait for it and the ratio says little. `processors` tell: a side that takes a whole
 * one is what the round waited for. Where no side does, other programs took the rest, and the ratio is theirs as much as ours. Processor
 * time for a request is disturbed least.
 */
export function figuresOf(name: string, pairs: readonly Pair[]): readonly BenchFigure[] {
  const ofBare = pairs.map(({ bare }) => bare);
  const ofOurs = pairs.map(({ ours }) => ours);
  const middle = (rounds: readonly Round[], read: (round: Round) => number) =>
    quantile(rounds.map(read), 0.5);
  return [
    ratio(
      name,
      pairs.map(({ bare, ours }) => perSecond(ours) / perSecond(bare)),
      'of the bare server',
    ),
    figure(`${name}PerSecond`, middle(ofOurs, perSecond), 'requests/s'),
    figure(`${name}BarePerSecond`, middle(ofBare, perSecond), 'requests/s'),
    ratio(
      `${name}Processor`,
      pairs.map(({ bare, ours }) => microseconds(bare) / microseconds(ours)),
      "bare server's processor time for a request, of ours",
    ),
    figure(`${name}Microseconds`, middle(ofOurs, microseconds), 'µs of processor for a request'),
    figure(`${name}BareMicroseconds`, middle(ofBare, microseconds), 'µs of processor for a request'),
    figure(`${name}LeastMicroseconds`, quantile(ofOurs.map(microseconds), 0), 'µs, the least of all rounds'),
    figure(
      `${name}BareLeastMicroseconds`,
      quantile(ofBare.map(microseconds), 0),
      'µs, the least of all rounds',
    ),
    figure(`${name}Processors`, middle(ofOurs, processors), 'processors busy with our server'),
    figure(`${name}BareProcessors`, middle(ofBare, processors), 'processors busy with the bare server'),
    figure(
      `${name}GeneratorProcessors`,
      middle(ofOurs, generatorProcessors),
      'processors, generator against ours',
    ),
    figure(
      `${name}BareGeneratorProcessors`,
      middle(ofBare, generatorProcessors),
      'processors, generator against the bare server',
    ),
    figure(
      `${name}P99Ms`,
      quantile(
        ofOurs.map(({ p99Ms }) => p99Ms),
        0.5,
      ),
      'ms',
    ),
  ];
}

/** The median; the unit says between which two figures the middle half of the rounds lies. */
function ratio(name: string, values: readonly number[], unit: string): BenchFigure {
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)];
  return figure(
    name,
    quantile(values, 0.5),
    `${unit} (half of the rounds: ${low.toFixed(2)} to ${high.toFixed(2)})`,
  );
}

const figure = (name: string, value: number, unit: string): BenchFigure => ({ name, value, unit });

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;
}
