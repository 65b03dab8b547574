import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From what tests one function to what tests whole plans. */
const NEAREST_FIRST = [
  'tests/unit/statistics/distributions/',
  'tests/golden/',
  'tests/unit/statistics/bayes/',
  'tests/unit/statistics/effects/',
  'tests/unit/statistics/quality/',
  'tests/unit/statistics/segments/',
  'tests/unit/statistics/multiplicity/',
  'tests/unit/statistics/sequential/',
  'tests/unit/statistics/',
  'tests/unit/decision/',
];

function distance(file: string): number {
  return NEAREST_FIRST.findIndex((folder) => file.includes(folder));
}

/** The first test that fails ends a mutant's run, and it is mostly one of the changed function's own; Vitest would begin with the longest file. */
class NearestTestsFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => distance(a.moduleId) - distance(b.moduleId)));
  }
}

/** What a mutant has to survive: the unit tests of the pure rooms. Laws and simulations take longer than a mutant may. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Instrumented code is several times slower.
    testTimeout: 60_000,
    sequence: { sequencer: NearestTestsFirst },
    exclude: ['**/*.slow.test.ts'],
    include: [
      'tests/unit/statistics/**/*.test.ts',
      'tests/unit/decision/**/*.test.ts',
      'tests/golden/golden.test.ts',
    ],
  },
});
