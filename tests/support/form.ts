declare module 'vitest' {
  interface ProvidedContext {
    /** FAIRSPLIT_SHORT=1 asks for the short form of the long tests. */
    readonly form: 'short' | 'full';
  }
}

export {};
