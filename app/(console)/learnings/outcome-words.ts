import type { Tone } from '@/lib/charts/reading';

/** How an ended experiment ended, in words and in the tone that repeats them. */
export const outcomeWords = {
  won: { words: 'Won', tone: 'good' },
  harmed: { words: 'Harm caught', tone: 'bad' },
  'powered-neutral': { words: 'Improvement ruled out', tone: 'open' },
  inconclusive: { words: 'Inconclusive', tone: 'unknown' },
  invalid: { words: 'Invalid', tone: 'notice' },
  'not-analysed': { words: 'Not analysed', tone: 'unknown' },
} as const satisfies Readonly<Record<string, { readonly words: string; readonly tone: Tone }>>;

export const outcomesInOrder = [
  'won',
  'harmed',
  'powered-neutral',
  'inconclusive',
  'invalid',
  'not-analysed',
] as const satisfies readonly (keyof typeof outcomeWords)[];
