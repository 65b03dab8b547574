import { describe, expect, it } from 'vitest';
import { metricMeaningSchema, parseMetricMeaning } from '@/lib/model/metrics/kinds';
import { openSealedText, sealText } from '@/lib/auth/sealed-text';
import { parseForeignAddress } from '@/lib/database/foreign-connection';

const window = { startHours: 0, lengthHours: 24, mustBeComplete: false };
const onSource = { version: 2, source: 'orders', window };

function problems(kind: string, definition: object): (readonly [string, string])[] {
  const parsed = metricMeaningSchema.safeParse({ kind, definition });
  return (parsed.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);
}

describe('a definition on a source', () => {
  it('counts every row, as an event that bears the key of the source, and reads back as it is', () => {
    const parsed = parseMetricMeaning({ kind: 'sum', definition: onSource });
    expect(parsed.definition).toMatchObject({ source: 'orders', event: 'orders', where: [] });
    expect(parseMetricMeaning(parsed)).toEqual(parsed);
  });

  it('takes both terms of a ratio and the past from the same source', () => {
    const terms = { numerator: { aggregate: 'sum' }, denominator: { aggregate: 'count' } };
    const covariate = { lengthHours: 24, term: { aggregate: 'any' } };
    const rows = { event: 'orders', where: [] };
    expect(
      parseMetricMeaning({ kind: 'ratio', definition: { ...onSource, ...terms, covariate } }).definition,
    ).toMatchObject({
      numerator: { aggregate: 'sum', ...rows },
      denominator: { aggregate: 'count', ...rows },
      covariate: { term: { aggregate: 'any', ...rows } },
    });
  });

  it.each([
    ['a funnel', 'funnel', { steps: [{}, {}] }, 'definition.source'],
    ['a distinct count', 'distinct-count', { property: 'sku' }, 'definition.source'],
    ['an event beside the source', 'sum', { event: 'purchase' }, 'definition.event'],
    ['conditions', 'sum', { where: [{ property: 'a', operator: 'exists' }] }, 'definition.where'],
    ['a source that is no key', 'sum', { source: 'No key' }, 'definition.source'],
    [
      'another event in a term',
      'ratio',
      { numerator: { event: 'x', aggregate: 'sum' }, denominator: { aggregate: 'sum' } },
      'definition.numerator.event',
    ],
  ])('refuses %s at its place', (_, kind, changes, place) => {
    expect(problems(kind, { ...onSource, ...changes }).map(([path]) => path)).toContain(place);
  });

  it('leaves definitions without a source as they are', () => {
    expect(problems('sum', { version: 2, window })).toMatchObject([['definition.event', expect.anything()]]);
  });
});

describe('sealed text', () => {
  const secret = 'a secret that only this test uses';
  const sealed = sealText(secret, 'here', 'postgresql://reader:hunter2@db/shop');

  it('opens with its secret, at its place, unchanged, and not otherwise', () => {
    expect(openSealedText(secret, 'here', sealed)).toBe('postgresql://reader:hunter2@db/shop');
    expect(openSealedText(`${secret}!`, 'here', sealed)).toBeNull();
    expect(openSealedText(secret, 'there', sealed)).toBeNull();
    for (const index of sealed.keys()) {
      expect(openSealedText(secret, 'here', sealed.with(index, (sealed[index] ?? 0) ^ 1))).toBeNull();
    }
    expect(openSealedText(secret, 'here', sealed.subarray(0, 10))).toBeNull();
  });

  it('shows nothing of the text, and never looks the same twice', () => {
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('hunter2');
    expect(sealText(secret, 'here', 'postgresql://reader:hunter2@db/shop')).not.toEqual(sealed);
  });
});

describe('the address of a source', () => {
  it('is read with its escapes, and encrypted where it says so', () => {
    const address = {
      host: 'db.example.com',
      port: 6543,
      database: 'a shop',
      user: 'reader',
      password: 'p@ss',
    };
    const text = 'postgresql://reader:p%40ss@db.example.com:6543/a%20shop';
    const secured = (parameters: string) => parseForeignAddress(`${text}?${parameters}`);
    const plain = { ...address, rootCertificate: null };
    expect(parseForeignAddress(text)).toEqual({ ...plain, tls: 'off' });
    expect(secured('sslmode=require')).toEqual({ ...plain, tls: 'encrypted' });
    expect(secured('sslmode=verify-full')).toEqual({ ...plain, tls: 'verified' });
    const signed = { ...address, tls: 'signed', rootCertificate: 'own-ca.pem' };
    expect(secured('sslmode=verify-ca&sslrootcert=own-ca.pem')).toEqual(signed);
    expect(secured('sslmode=require&sslrootcert=own-ca.pem')).toEqual(signed);
    expect(parseForeignAddress('postgres://r@[::1]/d')).toMatchObject({ host: '::1', port: 5432 });
  });

  it('is refused in a sentence that does not repeat it', () => {
    const certificates = ['/etc/passwd', '../own-ca.pem', '.hidden', ''].map(
      (file) => `/d?sslmode=verify-full&sslrootcert=${file}`,
    );
    const others = [
      '',
      '/',
      '/d?sslmode=maybe',
      '/d?sslmode=verify-ca',
      '/d?sslkey=/etc/passwd',
      '/%00',
      '/%zz',
    ];
    for (const rest of [...others, ...certificates]) {
      const said = parseForeignAddress(`postgresql://reader:hunter2@db${rest}`);
      expect(said).toEqual(expect.any(String));
      expect(said).not.toContain('hunter2');
    }
  });
});
