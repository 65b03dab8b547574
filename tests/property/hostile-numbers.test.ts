import { describe, expect, it } from 'vitest';
import * as statistics from '@/lib/statistics';
import { effects } from './hostile/effects';
import { momentsAndDistributions } from './hostile/moments';
import { planning } from './hostile/planning';
import { views } from './hostile/views';

const rows = { ...effects, ...momentsAndDistributions, ...planning, ...views };

/** Exported functions that compute nothing, each with what it does instead. */
const withoutComputation: Readonly<Record<string, string>> = {
  say: 'wraps a figure',
  cannotSay: 'wraps a reason',
  cupedJointMoments: 'copies six figures into another shape',
  ratioConcentration: 'holds a tenth of a number between two others',
};

describe('whatever the numbers, the answer is a figure or a refusal, never NaN and never a throw', () => {
  for (const [name, run] of Object.entries(rows)) it(name, run);

  it('is asked of every function that the room exports', () => {
    const exported = Object.entries(statistics)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    expect([...Object.keys(rows), ...Object.keys(withoutComputation)].toSorted()).toEqual(
      exported.toSorted(),
    );
  });
});
