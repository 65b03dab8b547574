import { createHash } from 'node:crypto';
import { newRequestId } from '../../ids';
import { hasETag } from '../../serving/request';
import { MethodNotAllowedError } from '../control-plane/method-not-allowed';
import { openApiDocument } from './document';
import { openApiPath } from './other-operations';

interface WrittenDocument {
  readonly text: string;
  readonly etag: string;
}

let written: WrittenDocument | undefined;

/** Made when it is first asked for; it is the same for as long as the process lives. */
function writtenDocument(): WrittenDocument {
  if (written !== undefined) return written;
  const text = JSON.stringify(openApiDocument());
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  written = { text, etag: `"${hash}"` };
  return written;
}

/**
 * The API's description, to everybody who asks: it holds nothing that a key would protect, so pages of any origin may read it.
 * Null: another path is asked for. Throws MethodNotAllowedError.
 */
export function openApiAnswer({ method, url, headers }: Request): Response | null {
  if (new URL(url).pathname !== openApiPath) return null;
  if (method !== 'GET' && method !== 'HEAD') throw new MethodNotAllowedError(method, 'GET, HEAD');
  const { text, etag } = writtenDocument();
  const answerHeaders = {
    etag,
    'x-request-id': newRequestId(),
    // Kept, and asked for again: 304 costs nothing, and an upgrade is seen at once.
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  };
  if (hasETag(headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers: answerHeaders });
  }
  // To HEAD too: the server tells its length and leaves it out.
  return new Response(text, { headers: { ...answerHeaders, 'content-type': 'application/json' } });
}
