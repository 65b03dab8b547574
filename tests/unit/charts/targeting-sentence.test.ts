import { describe, expect, it } from 'vitest';
import { audienceSentence } from '@/lib/charts/targeting-sentence';

describe('the audience as a sentence', () => {
  it('says everybody and nobody', () => {
    expect(audienceSentence({ all: [] }, 'user')).toBe('Every user');
    expect(audienceSentence({ any: [] }, 'user')).toContain('No user');
  });

  it('reads lists, nesting and negation', () => {
    const sentence = audienceSentence(
      {
        all: [
          { attribute: 'country', operator: 'in', value: ['SE', 'DE'] },
          {
            any: [
              { attribute: 'orders', operator: 'greater-or-equal', value: 3 },
              { attribute: 'vip', operator: 'equals', value: true },
            ],
          },
          { none: [{ attribute: 'email', operator: 'ends-with', value: '@example.org' }] },
          { attribute: 'plan', operator: 'exists', value: true },
        ],
      },
      'account',
    );
    expect(sentence).toBe(
      'Each account where country is one of \u201cSE\u201d, \u201cDE\u201d and (orders is at least 3 or vip is true) ' +
        'and not (email ends with \u201c@example.org\u201d) and plan is known',
    );
  });
});
