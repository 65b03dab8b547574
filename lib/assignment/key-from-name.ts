import { murmur3 } from './murmur3';

/** Letters that no decomposition makes Latin ones of: Latin with strokes and ligatures, Cyrillic, Greek. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [
    ...['ß ss', 'æ ae', 'œ oe', 'ø o', 'đ d', 'ð d', 'þ th', 'ł l', 'ı i', 'ħ h', 'ŋ ng'],
    ...[
      'а a',
      'б b',
      'в v',
      'г g',
      'д d',
      'е e',
      'ж zh',
      'з z',
      'и i',
      'к k',
      'л l',
      'м m',
      'н n',
      'о o',
      'п p',
    ],
    ...['р r', 'с s', 'т t', 'у u', 'ф f', 'х kh', 'ц ts', 'ч ch', 'ш sh', 'щ shch', 'ъ', 'ы y', 'ь', 'э e'],
    ...['ю yu', 'я ya', 'і i', 'є ye', 'ґ g', 'ј j', 'љ lj', 'њ nj', 'ћ c', 'ђ dj', 'џ dz', 'ѕ dz'],
    ...[
      'α a',
      'β v',
      'γ g',
      'δ d',
      'ε e',
      'ζ z',
      'η i',
      'θ th',
      'ι i',
      'κ k',
      'λ l',
      'μ m',
      'ν n',
      'ξ x',
      'ο o',
    ],
    ...['π p', 'ρ r', 'σ s', 'ς s', 'τ t', 'υ y', 'φ f', 'χ ch', 'ψ ps', 'ω o'],
  ].map((pair) => {
    const [letter = '', latin = ''] = pair.split(' ');
    return [letter, latin];
  }),
);

/**
 * A key made of a name, the same for the same name: "One-page checkout!" becomes "one-page-checkout", "Страница оплаты"
 * becomes "stranitsa-oplaty". Where letters of the name have no Latin spelling here, a hash of the name stands for them,
 * behind what is left or behind `noun`. Empty where the name is blank.
 */
export function keyFrom(name: string, noun = 'key'): string {
  if (name.trim() === '') return '';
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mn}/gu, '');
  const latin = plain.replaceAll(/[^a-z0-9]/gu, (letter) => SPELLINGS.get(letter) ?? letter);
  const key = latin
    // A point or an underscore stays within a word: gate_30, v1.2.
    .replaceAll(/(?<![a-z0-9])[._]+|[._]+(?![a-z0-9])|[^a-z0-9._]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (key !== '' && !/[^\P{L}a-z]|[^\P{N}0-9]/u.test(latin)) return cut(key, MAX_KEY_CHARACTERS);
  const hash = murmur3(name.normalize('NFC'), 0).toString(36);
  return `${cut(key === '' ? noun : key, MAX_KEY_CHARACTERS - hash.length - 1)}-${hash}`;
}

const MAX_KEY_CHARACTERS = 100;

function cut(key: string, characters: number): string {
  return key.slice(0, characters).replaceAll(/[-._]+$/g, '');
}
