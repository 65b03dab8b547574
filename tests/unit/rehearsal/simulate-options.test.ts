import { describe, expect, it } from 'vitest';
import { parseSimulateOptions } from '../../../tools/cli/commands/simulate-options';

describe('the command line of the simulator', () => {
  it('reads a scenario, with a seed and a server', () => {
    const line = ['plan.json', '--seed', '7', '--url', 'http://x', '--experiment', 'again'];
    expect(parseSimulateOptions(line, 'k')).toEqual({
      mode: 'scenario',
      file: 'plan.json',
      seed: 7,
      experiment: 'again',
      secondsPerDay: 2,
      json: false,
      server: { url: 'http://x', key: 'k' },
    });
  });

  it('reads metrics to calibrate', () => {
    expect(parseSimulateOptions(['--aa', '--metric', 'a', '--metric', 'b', '--rounds', '100'])).toMatchObject(
      {
        mode: 'calibration',
        metrics: ['a', 'b'],
        days: 28,
        rounds: 100,
        server: null,
      },
    );
  });

  it.each([
    [[], /Name one scenario/],
    [['a.json', 'b.json'], /too many arguments/],
    [['a.json', '--url', 'http://x'], /FAIRSPLIT_KEY/],
    [['a.json', '--seed', 'x'], /whole number/],
    [['a.json', '--speed', '3'], /unknown option '--speed'/],
    [['--aa'], /at least one metric/],
  ])('says what to change in %j', (line, message) => {
    expect(() => parseSimulateOptions(line)).toThrow(message);
  });
});
