import { writeFileSync } from 'node:fs';
import { murmur3 } from '../../lib/assignment/murmur3';
import { forcedHashes, seedFor } from '../../lib/assignment/buckets';
import { compile } from '../support/assignable';

// Writes assignment.json anew: to add vectors or figures. Where it changes a figure that is there, every running
// experiment would be reshuffled, which is what the vectors are there to prevent.
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
  { salt: 'صلاة-नमस्ते', coverage: 0.75, weights: [0.2, 0.8] },
] as const;

/** Ids that every database and every API takes: neither NUL nor half of a surrogate pair. */
const storable: readonly ((index: number) => string)[] = [
  (index) => `मुख्य-${index}`,
  (index) => `مستخدم${index}`,
  (index) => `🏳️‍🌈${index}🇸🇪`,
  (index) => `\u202e${index}\u00ad\ufeff`,
  (index) => `${String.fromCodePoint(0x1f600 + index)}${'é'.repeat(index % 7)}`,
];

// Five hundred of the shapes above, and a hundred so that five hundred in all can be sent and stored anywhere.
const units = [
  ...Array.from({ length: 500 }, (_, index) => shapes[index % shapes.length]?.(index) ?? ''),
  ...Array.from({ length: 100 }, (_, index) => storable[index % storable.length]?.(index) ?? ''),
];

const vectors = units.map((unit, index) => {
  const experimentIndex = Math.floor(index / 100);
  const { salt, coverage, weights } = experiments[experimentIndex] ?? experiments[0];
  const variants = weights.map((weight, position) => ({ key: `v${position}`, value: position, weight }));
  const experiment = { key: 'golden', run: 1, salt, coverage, targeting: { all: [] }, variants };
  return {
    experiment: experimentIndex,
    unit,
    coverageHash: murmur3(unit, seedFor(salt, 'coverage')),
    variantHash: murmur3(unit, seedFor(salt, 'variant')),
    layerHash: murmur3(unit, seedFor(salt, 'layer')),
    holdoutHash: murmur3(unit, seedFor(salt, 'holdout')),
    forcedHash: forcedHashes(salt, unit).hash,
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
