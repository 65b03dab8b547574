/**
 * How an ended run ended: learned something (won, harmed, neutral with the power to say so) or not. held-by-guardrail: all was shown but
 * that a guardrail is within its margin, so it is settled neither that the change is good nor that it does harm.
 */
export const PROGRAM_OUTCOMES = [
  'won',
  'harmed',
  'powered-neutral',
  'held-by-guardrail',
  'inconclusive',
  'invalid',
  'not-analysed',
] as const;

export type ProgramOutcome = (typeof PROGRAM_OUTCOMES)[number];
