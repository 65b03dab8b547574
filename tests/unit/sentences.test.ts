import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withSentences } from '@/lib/model/with-sentences';
import { analysisResultSchema } from '@/lib/model/analysis-result';
import { outcomeOf } from '@/lib/model/effect';
import { cannotSayMessages, cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { storedRefusal } from '@/tests/support/outcomes';

const outcomeSchema = outcomeOf(z.number());
const stored = (outcome: unknown) => outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)));
const tooFew = cannotSay('too-few-units', 'fewer-than-two-units', { name: 'control', n: 1 });
const sentence = 'control has 1 units; at least 2 are needed.';

/** Any parameter: its name in brackets. */
const anyParameters = new Proxy<Record<string, string>>({}, { get: (_, name) => `<${String(name)}.>` });

describe('a sentence of the catalogue', () => {
  it.each(cannotSayMessages)('is there for %s, whole and in plain text', (message) => {
    expect(message).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
    const said = cannotSaySentence({ message, parameters: anyParameters });
    expect(said).toMatch(/^\S[^]{5,}[.>;]$/);
    expect(said).not.toMatch(/undefined|\[object|NaN|\$\{|\s\s/);
    // It is told of runs that have ended too.
    expect(said).not.toMatch(/\b(?:collect|wait for) more\b/iu);
  });

  it('is said by one code only', () => {
    const said = cannotSayMessages.map((message) =>
      cannotSaySentence({ message, parameters: anyParameters }),
    );
    expect(new Set(said).size).toBe(cannotSayMessages.length);
  });
});

describe('a stored outcome without a figure', () => {
  it('holds a code and its parameters, and is read back as it was', () => {
    expect(stored(tooFew)).toEqual(tooFew);
    expect(JSON.stringify(tooFew)).not.toContain('needed');
    expect(cannotSaySentence(tooFew)).toBe(sentence);
  });

  it('shows the sentence that was stored before there were codes', () => {
    const old = stored({ ok: false, reason: 'no-variance', detail: 'All values were equal.' });
    expect(old).toEqual(storedRefusal('no-variance', 'All values were equal.'));
    expect(old.ok ? '' : cannotSaySentence(old)).toBe('All values were equal.');
  });

  it('shows the sentence of a server whose code this version does not know', () => {
    const newer = { ok: false, reason: 'no-variance', message: 'new-code', parameters: {}, detail: 'New.' };
    expect(stored(newer)).toEqual(storedRefusal('no-variance', 'New.'));
  });
});

describe('an answer of the API', () => {
  it('has the sentence beside the code, wherever the outcome stands', () => {
    const shown = { ...tooFew, detail: sentence };
    const at = new Date(0);
    expect(withSentences({ at, effects: [tooFew, say(1)], nested: say({ relative: tooFew }) })).toEqual({
      at,
      effects: [shown, say(1)],
      nested: say({ relative: shown }),
    });
    expect(stored(shown)).toEqual(tooFew);
  });

  it('leaves what was stored with its sentence, and what is no outcome, as it is', () => {
    const others = [storedRefusal('no-variance', 'Old.'), { ok: false, message: 'not-read' }, null, 'ok'];
    expect(withSentences(others)).toEqual(others);
  });
});

describe('why something was not read', () => {
  const failure = cannotSay('not-computable', 'query-failed', { cause: 'overflow' });
  const attribute = (stored: object) =>
    analysisResultSchema.shape.segments.parse([{ attribute: 'country', ...stored }])[0];

  it('is stored as a code, and answered with the sentence under the name that it has always had', () => {
    const said = { ...failure, detail: 'The query failed: overflow.' };
    expect(withSentences({ key: 'spend', failure })).toEqual({
      key: 'spend',
      failure: said,
      failed: 'The query failed: overflow.',
    });
    expect(withSentences([{ key: 'spend', failure: null }])).toEqual([
      { key: 'spend', failure: null, failed: null },
    ]);
    expect(withSentences({ attribute: 'country', failure })).toMatchObject({
      refusal: 'The query failed: overflow.',
    });
  });

  it('is read back from what was stored, from an answer, and from results that have the sentence alone', () => {
    expect(attribute({ failure })).toEqual({ attribute: 'country', failure });
    expect(attribute({ failure, refusal: 'The query failed: overflow.' })).toEqual({
      attribute: 'country',
      failure,
    });
    expect(attribute({ refusal: null })).toEqual({ attribute: 'country', failure: null });
    expect(attribute({ refusal: 'Too many values.' })).toEqual({
      attribute: 'country',
      failure: storedRefusal('not-computable', 'Too many values.'),
    });
  });
});
