import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { FairsplitError } from '../errors';
import type { ApiRequest } from './request';
import { bodyTooLarge } from './request-body';

/** How bodies of one encoding are unpacked: as they arrive, or at once where they are small. */
export interface Unpacking {
  readonly stream: () => Transform;
  /** Throws where more comes out than `maxOutputLength`. */
  readonly whole: (bytes: Uint8Array, limits: { readonly maxOutputLength: number }) => Uint8Array;
}

const gzip: Unpacking = { stream: () => zlib.createGunzip(), whole: zlib.gunzipSync };
const UNPACKINGS: ReadonlyMap<string, Unpacking | null> = new Map([
  ['', null],
  ['identity', null],
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { stream: () => zlib.createInflate(), whole: zlib.inflateSync }],
  ['br', { stream: () => zlib.createBrotliDecompress(), whole: zlib.brotliDecompressSync }],
]);

/** For the API's description: what Content-Encoding may say. */
export const CONTENT_ENCODINGS: readonly string[] = [...UNPACKINGS.keys()].filter((name) => name !== '');

/** How the body is unpacked; null: it is plain. Throws UNSUPPORTED_ENCODING (415). */
export function unpackingOf(request: ApiRequest): Unpacking | null {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? '';
  const unpacking = UNPACKINGS.get(encoding);
  if (unpacking !== undefined) return unpacking;
  const detail = `Content-Encoding ${JSON.stringify(encoding.slice(0, 50))} is not known; use gzip, deflate or br, one of them.`;
  throw new FairsplitError('UNSUPPORTED_ENCODING', 415, detail);
}

/** What an error of zlib says to the caller: MALFORMED_ENCODING (400). Any other error is as it was. */
export function unpackingError(error: unknown): unknown {
  if (error instanceof FairsplitError || !(error instanceof Error) || !('code' in error)) return error;
  if (!/^(Z_|ERR__|ERR_BROTLI)/.test(String(error.code))) return error;
  return new FairsplitError(
    'MALFORMED_ENCODING',
    400,
    'The body is not compressed as Content-Encoding says, or breaks off.',
  );
}

/**
 * A body that is there as a whole, unpacked where it is compressed, to `maxBytes` at most: that is little, so it is done at once. Throws
 * UNSUPPORTED_ENCODING (415), MALFORMED_ENCODING (400) and BODY_TOO_LARGE (413).
 */
export function unpackedBody(request: ApiRequest, body: Uint8Array, maxBytes: number): Uint8Array {
  const unpacking = unpackingOf(request);
  if (unpacking === null) return body;
  try {
    return unpacking.whole(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw bodyTooLarge(maxBytes);
    }
    throw unpackingError(error);
  }
}
