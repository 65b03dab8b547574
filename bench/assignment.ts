import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Moment } from '../lib/assignment/assignment';
import { compileConfiguration } from '../lib/assignment/compile-configuration';
import type { AssignableExperiment } from '../lib/assignment/configuration';
import type { Contestant, Work } from './peers/peers.mjs';
import type { BenchFigure } from './figure';

const EXPERIMENTS = 100;
const SUBJECTS = 10_000;
const ROUNDS = 15;
const DECISIONS_A_ROUND = 40_000;
const ROUND_MS = 60;
/** Five standard deviations of one toss of a fair coin, to be divided by the root of the number of tosses. */
const SPLIT_TOLERANCE = 5 * 0.5;

const peersFolder = new URL('./peers/', import.meta.url);

/**
 * Nanoseconds of one decision, side by side with other projects' clients on the same work: 100 experiments loaded, a
 * country condition, two variants of half each; every fifth subject is not targeted. Each has to decide rightly before
 * it is measured. Rounds alternate between all of them, so that a slow moment of the machine meets everybody.
 */
export async function assignmentBench(): Promise<readonly BenchFigure[]> {
  const work: Work = {
    keys: Array.from({ length: EXPERIMENTS }, (_, index) => `experiment-${index}`),
    subjects: Array.from({ length: SUBJECTS }, (_, index) => ({
      unit: `user-${index}`,
      country: index % 5 === 0 ? 'NO' : 'SE',
    })),
  };
  const contestants = new Map<string, Contestant>([
    ['fairsplit', fairsplit(work)],
    ['fairsplitClient', await fairsplitClient(work)],
  ]);
  for (const [name, make] of Object.entries(await loadPeers())) {
    contestants.set(name, await make(work));
  }
  for (const [name, contestant] of contestants) await checkDecisions(name, contestant, work);
  const medians = await measure(contestants, work);
  for (const { close } of contestants.values()) await close();
  return figuresOf(medians);
}

function experimentsOf({ keys }: Work): readonly AssignableExperiment[] {
  return keys.map((key) => ({
    key,
    run: 1,
    salt: `salt of ${key}`,
    coverage: 1,
    targeting: { attribute: 'country', operator: 'equals', value: 'SE' },
    variants: [
      { key: 'control', value: 'control', weight: 0.5 },
      { key: 'treatment', value: 'treatment', weight: 0.5 },
    ],
  }));
}

/** What servers call, who have checked the unit already. */
function fairsplit(work: Work): Contestant {
  const { experiments } = compileConfiguration({ experiments: experimentsOf(work) });
  const moment: Moment = { nowMs: Date.now() };
  const contexts = work.subjects.map(({ unit, country }) => ({ unit, attributes: { country } }));
  return {
    decide: (key, index) => {
      const context = contexts[index];
      const experiment = experiments.get(key);
      if (context === undefined || experiment === undefined) throw new Error(`There is no "${key}".`);
      return experiment.assign(context.unit, context.attributes, moment).variant?.value ?? 'none';
    },
    close: () => undefined,
  };
}

/** What applications call. Exposes nobody, as no peer records anything here either. */
async function fairsplitClient(work: Work): Promise<Contestant> {
  const configuration = { environment: 'bench', version: 1, experiments: experimentsOf(work) };
  const { createClient } = await loadClient();
  const client = createClient({ url: '', key: '', updates: 'none', bootstrap: { configuration } });
  const subjects = work.subjects.map(({ unit, country }) => ({
    unit,
    attributes: { country },
    expose: false,
  }));
  return {
    decide: (key, index) => {
      const subject = subjects[index];
      if (subject === undefined) throw new Error(`There is no subject ${index}.`);
      return client.evaluate(key, 'none', subject).value;
    },
    close: () => client.close(),
  };
}

/** Compiled as it is published: tsx names each function anew whenever it is made, which would be most of what is measured. */
async function loadClient() {
  const outfile = fileURLToPath(new URL('../.cache/bench/client.cjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('../sdk/src/node.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
  });
  return createRequire(import.meta.url)(outfile) as typeof import('../sdk/src/node');
}

/** The peers live in a package of their own, which is installed from its lock when it is missing. */
async function loadPeers() {
  if (!existsSync(new URL('node_modules/.package-lock.json', peersFolder))) {
    console.log('installing the peers (bench/peers) ...');
    const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const settings = { cwd: fileURLToPath(peersFolder), stdio: 'inherit' } as const;
    execFileSync(command, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], settings);
  }
  const { peers } = await import('./peers/peers.mjs');
  return peers;
}

/** Who is not targeted gets nothing, and each experiment splits the others in halves. Throws with what is wrong. */
async function checkDecisions(name: string, { decide }: Contestant, { keys, subjects }: Work): Promise<void> {
  let treated = 0;
  let decided = 0;
  for (const key of [keys[0], keys[41], keys.at(-1)]) {
    for (const [index, { country }] of subjects.entries()) {
      const decision = await decide(key ?? '', index);
      const isTargeted = country === 'SE';
      if (isTargeted !== (decision === 'control' || decision === 'treatment')) {
        throw new Error(`${name} gives ${String(decision)} to a subject from ${country}.`);
      }
      if (!isTargeted) continue;
      decided += 1;
      if (decision === 'treatment') treated += 1;
    }
  }
  const share = treated / decided;
  if (Math.abs(share - 0.5) > SPLIT_TOLERANCE / Math.sqrt(decided)) {
    throw new Error(`${name} gives treatment to a share of ${share}, not to half.`);
  }
}

async function measure(
  contestants: ReadonlyMap<string, Contestant>,
  work: Work,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map(Array.from(contestants.keys(), (name) => [name, [] as number[]]));
  const decisions = roundOf(work);
  const passes = new Map<string, number>();
  // The first two rounds warm the compiler up, and tell how often to pass for a round of the same length for everybody: a short
  // round would measure the caches that the contestant before has emptied.
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [name, contestant] of contestants) {
      const nanoseconds = await timeRound(contestant, decisions, passes.get(name) ?? 1);
      passes.set(name, passesFor(nanoseconds));
      if (round >= 0) times.get(name)?.push(nanoseconds);
    }
  }
  return new Map(Array.from(times, ([name, rounds]) => [name, median(rounds)]));
}

/** Which key and which subject each decision of a round is about: worked out before, so that no round measures it. */
function roundOf({ keys, subjects }: Work): Round {
  return {
    keys: Array.from({ length: DECISIONS_A_ROUND }, (_, index) => keys[index % EXPERIMENTS] ?? ''),
    subjects: Array.from({ length: DECISIONS_A_ROUND }, (_, index) => (index * 7) % subjects.length),
  };
}

interface Round {
  readonly keys: readonly string[];
  readonly subjects: readonly number[];
}

/** Nanoseconds a decision. A contestant that answers with a promise is awaited, as its callers have to. */
async function timeRound({ decide }: Contestant, round: Round, passes: number): Promise<number> {
  const isAsynchronous = decide(round.keys[0] ?? '', 0) instanceof Promise;
  let treated = 0;
  const start = performance.now();
  for (let pass = 0; pass < passes; pass += 1) {
    treated += isAsynchronous ? await decideAwaiting(decide, round) : decideAll(decide, round);
  }
  const elapsedMs = performance.now() - start;
  // Uses the decisions, so that the compiler cannot leave them out.
  if (treated === 0) throw new Error('a bench decided nothing');
  return (elapsedMs * 1e6) / (passes * DECISIONS_A_ROUND);
}

function passesFor(nanosecondsADecision: number): number {
  return Math.max(1, Math.round((ROUND_MS * 1e6) / (nanosecondsADecision * DECISIONS_A_ROUND)));
}

function decideAll(decide: Contestant['decide'], { keys, subjects }: Round): number {
  let treated = 0;
  for (let index = 0; index < DECISIONS_A_ROUND; index += 1) {
    if (decide(keys[index] ?? '', subjects[index] ?? 0) === 'treatment') treated += 1;
  }
  return treated;
}

async function decideAwaiting(decide: Contestant['decide'], { keys, subjects }: Round): Promise<number> {
  let treated = 0;
  for (let index = 0; index < DECISIONS_A_ROUND; index += 1) {
    if ((await decide(keys[index] ?? '', subjects[index] ?? 0)) === 'treatment') treated += 1;
  }
  return treated;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function figuresOf(medians: ReadonlyMap<string, number>): readonly BenchFigure[] {
  const of = (name: string) => medians.get(name) ?? NaN;
  const peers = Array.from(medians).filter(([name]) => !name.startsWith('fairsplit'));
  const fastest = Math.min(...peers.map(([, nanoseconds]) => nanoseconds));
  const growthBook = of('@growthbook/growthbook');
  return [
    ...Array.from(medians, ([name, value]) => ({ name, value, unit: 'ns a decision' })),
    { name: 'ratioToFastestPeer', value: fastest / of('fairsplit'), unit: 'times (at least 5)' },
    { name: 'ratioToGrowthBook', value: growthBook / of('fairsplit'), unit: 'times (at least 20)' },
    { name: 'clientToFastestPeer', value: fastest / of('fairsplitClient'), unit: 'times' },
    { name: 'clientToGrowthBook', value: growthBook / of('fairsplitClient'), unit: 'times' },
  ];
}
