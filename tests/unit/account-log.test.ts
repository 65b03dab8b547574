import { APIError } from 'better-auth/api';
import { expect, test } from 'vitest';
import { logOfAccounts } from '@/lib/console/account-log';
import { createLog } from '@/lib/log';

test('a mistake of whoever calls is a warning, a failure of ours an error, each one line', () => {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const say = logOfAccounts(() => log);
  say('error', 'Invalid redirectURL: http://elsewhere.example/\n{"level":50}');
  say('error', 'refused', new APIError('BAD_REQUEST', { message: 'no such provider' }));
  say('error', 'no state', Object.assign(new Error('State mismatch'), { code: 'state_mismatch' }));
  say('error', 'the database is gone', new Error('connection refused'));
  say('warn', 'slow');
  const levels = lines.map((line) => /^\{"level":(?<level>\d+)/.exec(line)?.groups?.['level']);
  expect(levels).toEqual(['40', '40', '40', '50', '40']);
  expect(lines[0]?.trimEnd()).not.toContain('\n');
});
