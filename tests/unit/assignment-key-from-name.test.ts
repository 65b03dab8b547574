import { expect, test } from 'vitest';
import { keyFrom } from '../../lib/assignment/key-from-name';
import { keySchema } from '../../lib/model/key';

test.each([
  ['One-page checkout!', 'one-page-checkout'],
  ['Mens E-Mail', 'mens-e-mail'],
  ['gate_30', 'gate_30'],
  ['Version 1.2 vs. 1.3', 'version-1.2-vs-1.3'],
  ['Größe: café Łódź', 'grosse-cafe-lodz'],
  ['Страница оплаты', 'stranitsa-oplaty'],
  ['Щёлково', 'shchelkovo'],
  ['Їжак', 'izhak'],
  ['Ομάδα ελέγχου', 'omada-elegchoy'],
  ['  ', ''],
])('the key of "%s" can be read: "%s"', (name, key) => {
  expect(keyFrom(name)).toBe(key);
});

test.each([
  '対照',
  '新デザイン',
  'デザインA',
  'المجموعة',
  'ऐ',
  '그룹 1',
  'ไทย',
  '🚀',
  '+',
  'x'.repeat(300),
  `${'日'.repeat(300)}a`,
])('a name in any script has a key that is one, and always the same: %s', (name) => {
  const key = keyFrom(name, 'variant');
  expect(keySchema.safeParse(key).success).toBe(true);
  expect(keyFrom(name, 'variant')).toBe(key);
  expect(keyFrom(name.normalize('NFD'), 'variant')).toBe(key);
});

test('names that differ only in letters without a Latin spelling have keys of their own', () => {
  const names = ['対照', '新デザイン', 'デザインA', '設計A', '그룹 1', '조 1', '🚀', '🎉'];
  expect(new Set(names.map((name) => keyFrom(name))).size).toBe(names.length);
});
