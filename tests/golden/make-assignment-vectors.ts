import { writeFileSync } from 'node:fs';
import { compile } from '../../lib/assignment/compile';
import { murmur3 } from '../../lib/assignment/murmur3';
import { seedFor } from '../../lib/assignment/buckets';

// Writes assignment.json anew. It was run once: to run it again after a change of the hash or of the boundaries means
// that every running experiment is reshuffled, which is what the vectors are there to prevent.
//
//   npx tsx tests/golden/make-assignment-vectors.ts

const shapes: readonly ((index: number) => string)[] = [
  (index) => String(index),
  (index) => `user-${index}@example.com`,
  (index) => `${murmur3(String(index), 1).toString(16)}-${murmur3(String(index), 2).toString(16)}`,
  (index) => `Ångström-${index}-ß`,
  (index) => `用户${index}`,
  (index) => `${'👩‍🚀'.repeat((index % 3) + 1)}${index}`,
  (index) => `e\u0301${' '.repeat(index % 5)}${index}`,
  (index) => 'x'.repeat(index % 64),
  (index) => `lone\ud83d${index}\udc00`,
  (index) => `\u0000\u007f\u0080\u07ff\u0800\uffff${String.fromCodePoint(0x10000 + index)}`,
];

const experiments = [
  { salt: 'checkout-1', coverage: 1, weights: [0.5, 0.5] },
  { salt: 'priser-ÅÄÖ', coverage: 0.25, weights: [0.5, 0.3, 0.2] },
  { salt: '🧪', coverage: 0.9, weights: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] },
  { salt: '', coverage: 0.5, weights: [0, 1, 0] },
  { salt: 'a longer salt, as a uuid would be', coverage: 1, weights: [1 / 3, 1 / 3, 1 / 3] },
] as const;

const vectors = Array.from({ length: 500 }, (_, index) => {
  const unit = shapes[index % shapes.length]?.(index) ?? '';
  const experimentIndex = Math.floor(index / 100);
  const { salt, coverage, weights } = experiments[experimentIndex] ?? experiments[0];
  const variants = weights.map((weight, position) => ({ key: `v${position}`, value: position, weight }));
  const experiment = { key: 'golden', run: 1, salt, coverage, targeting: { all: [] }, variants };
  return {
    experiment: experimentIndex,
    unit,
    coverageHash: murmur3(unit, seedFor(salt, 'coverage')),
    variantHash: murmur3(unit, seedFor(salt, 'variant')),
    variantIndex: compile(experiment).assign(unit, {}, { nowMs: 0 }).variantIndex,
  };
});

writeFileSync(
  new URL('assignment.json', import.meta.url),
  `${JSON.stringify({ experiments, vectors: ['VECTORS'] }, null, 2).replace(
    '"VECTORS"',
    vectors.map((vector) => asciiJson(vector)).join(',\n    '),
  )}\n`,
);

/** Escaped, so that lone surrogates survive being a file. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
