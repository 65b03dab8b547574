import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** FAIRSPLIT_SHORT=1 asks for the short form of the long tests. */
    readonly form: 'short' | 'full';
  }
}

/** Whether a kill or load test is to do a small part of its work only. */
export const isShortForm = inject('form') === 'short';
