import type { Tone } from '@/lib/charts/reading';
import type { ProgramOutcome } from '@/lib/model/program-outcome';

/** How an ended experiment ended, in words and in the tone that repeats them. */
export const outcomeWords = {
  won: { words: 'Won', tone: 'good' },
  harmed: { words: 'Harm caught', tone: 'bad' },
  'powered-neutral': { words: 'Improvement ruled out', tone: 'open' },
  'held-by-guardrail': { words: 'Held back by a guardrail', tone: 'open' },
  inconclusive: { words: 'Inconclusive', tone: 'unknown' },
  invalid: { words: 'Invalid', tone: 'notice' },
  'not-analysed': { words: 'Not analysed', tone: 'unknown' },
} as const satisfies Readonly<Record<ProgramOutcome, { readonly words: string; readonly tone: Tone }>>;
