/** 128 random bits. Not `randomUUID`, which browsers refuse to pages without TLS; React Native has no `crypto` at all. */
export function newId(): string {
  const none = new Uint32Array(4);
  const words =
    (globalThis.crypto as Crypto | undefined)?.getRandomValues(none) ??
    none.map(() => Math.random() * 2 ** 32);
  return Array.from(words, (word) => word.toString(36)).join('-');
}
