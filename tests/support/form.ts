import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Set once in vitest.config.ts; `short` is the seeded form that `npm test` and CI take. */
    readonly form: 'short' | 'full';
  }
}

/** Whether a long test is to do a small part of its work only. */
export const isShortForm = inject('form') === 'short';

/** How often a law is tried: the full number, or the tenth of it that the short form takes. */
export function tries(full: number): number {
  return isShortForm ? Math.ceil(full / 10) : full;
}
