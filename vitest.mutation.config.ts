import { defineConfig } from 'vitest/config';

/** What a mutant has to survive: the unit tests of the pure rooms. Laws and simulations take longer than a mutant may. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Instrumented code is several times slower.
    testTimeout: 60_000,
    exclude: ['**/*.slow.test.ts'],
    include: [
      'tests/unit/statistics/**/*.test.ts',
      'tests/unit/decision/**/*.test.ts',
      'tests/golden/golden.test.ts',
    ],
  },
});
