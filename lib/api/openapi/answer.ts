import { createHash } from 'node:crypto';
import { hasETag, type ApiRequest, type ApiResponse } from '../../protocol/request';
import { openApiDocument } from './document';

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

/** The API's description, to everybody who asks: it holds nothing that a key would protect, so pages of any origin may read it. */
export function openApiAnswer(request: ApiRequest): ApiResponse {
  const { text, etag } = writtenDocument();
  const headers = {
    etag,
    // Kept, and asked for again: 304 costs nothing, and an upgrade is seen at once.
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  };
  if (hasETag(request.header('if-none-match'), etag)) return { status: 304, headers, body: null };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: text };
}
