import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog, sendConsoleTo, type Log } from '../../lib/log';

function capturedLog(): { readonly log: Log; readonly lines: () => readonly unknown[] } {
  let text = '';
  const log = createLog('info', { write: (line) => (text += line) });
  return {
    log,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
  };
}

const logged = z.looseObject({ error: z.unknown(), msg: z.string() });

function errorAsLogged(error: unknown): unknown {
  const { log, lines } = capturedLog();
  log.error({ error, requestId: 'r1' }, 'a request failed');
  expect(lines()).toMatchObject([{ requestId: 'r1', msg: 'a request failed' }]);
  return logged.parse(lines()[0]).error;
}

describe('an error in the log', () => {
  test('has its type, message, code, page digest and stack', () => {
    const error = Object.assign(new TypeError('no such thing'), { code: 'E1', digest: '42' });
    expect(errorAsLogged(error)).toEqual({
      type: 'TypeError',
      message: 'no such thing',
      code: 'E1',
      digest: '42',
      stack: error.stack,
    });
  });

  test('has its causes, and the errors that it gathers', () => {
    const refused = new Error('connect ECONNREFUSED ::1:5432');
    const error = new Error('cannot be used', { cause: new AggregateError([refused], '') });
    expect(errorAsLogged(error)).toMatchObject({
      message: 'cannot be used',
      cause: { type: 'AggregateError', errors: [{ message: refused.message }] },
    });
  });

  test('ends, where it causes itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(errorAsLogged(error)).toMatchObject({ cause: { cause: { message: 'round' } } });
  });

  test('stays as it is where it is no Error', () => {
    expect(errorAsLogged('a text')).toBe('a text');
    expect(errorAsLogged({ code: 7 })).toEqual({ code: 7 });
  });
});

describe('what libraries print', () => {
  test('is one line of the log, with the error that it speaks of', () => {
    const { log, lines } = capturedLog();
    const library = globalThis.console;
    const kept = { ...library };
    try {
      sendConsoleTo(log);
      library.error('a callback:', 'x\n{"level":30,"msg":"forged"}');
      library.error(new Error('away'), 'while reading');
      library.warn('%s of %d', 'one', 2);
    } finally {
      Object.assign(library, kept);
    }
    expect(lines()).toMatchObject([
      { level: 50, msg: 'a callback: x\n{"level":30,"msg":"forged"}' },
      { level: 50, msg: 'while reading', error: { message: 'away' } },
      { level: 40, msg: 'one of 2' },
    ]);
  });
});
