import { describe, expect, it } from 'vitest';
import { restMs } from '../../../lib/verbs/analysis/export-pace';

describe('an export', () => {
  it('leaves the more of the machine to requests the busier their thread is, and hardly rests where there are none', () => {
    expect(restMs(4, 0)).toBe(1);
    expect(restMs(4, 0.5)).toBe(6.5);
    expect(restMs(4, 1)).toBe(12);
  });

  it('rests longer where reading takes longer, as others read as well, and never stands still', () => {
    expect(restMs(40, 1)).toBe(120);
    expect(restMs(60_000, 1)).toBe(500);
  });
});
