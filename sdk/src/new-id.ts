/** 128 random bits. Not `randomUUID`, which browsers refuse to pages without TLS; React Native has no `crypto` at all. */
export function newId(): string {
  const words = new Uint32Array(4);
  if (globalThis.crypto as Crypto | undefined) crypto.getRandomValues(words);
  else words.forEach((_, index) => (words[index] = Math.random() * 2 ** 32));
  return Array.from(words, (word) => word.toString(36)).join('-');
}
