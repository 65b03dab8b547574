import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { env } from '../env';
import { FairsplitError } from '../errors';
import { newRequestId } from '../ids';
import { problemContentType, toProblem } from '../protocol/problem';
import { ownHosts } from '../protocol/public-address';

interface ConsoleSettings {
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
}

/** The methods that a page or an action of the console is asked with. */
const methods = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/**
 * Refuses what Next would fail at, before it: targets that are no path or hold no text, methods that no page has, and actions
 * that another site's page sends. Next compares an action's origin with the forwarded host, so it is given one that can be believed.
 */
export function consoleRequests(
  listener: RequestListener,
  settings: ConsoleSettings = env(),
): RequestListener {
  return (request, response) => {
    const refusal = refusalOf(request, settings);
    if (refusal === null) listener(request, response);
    else refuse(request, response, refusal);
  };
}

function refusalOf(request: IncomingMessage, settings: ConsoleSettings): FairsplitError | null {
  const { method = 'GET', url = '/', headers } = request;
  if (url === '*') return new FairsplitError('NOT_FOUND', 404, 'Ask for a path; "*" is none.');
  if (!isText(pathOf(url))) {
    return new FairsplitError(
      'NOT_UTF8',
      400,
      'The path is not UTF-8 text, percent-encoded; a "%" alone is "%25".',
    );
  }
  const isOfApi = url.startsWith('/api/') || url.startsWith('/ofrep/');
  if (!methods.includes(method) && !isOfApi) {
    return new FairsplitError('METHOD_NOT_ALLOWED', 405, `Pages take ${methods.join(', ')}, not ${method}.`);
  }
  const header = (name: string) => [headers[name]].flat()[0];
  const own = ownHosts(header, settings);
  const { origin } = headers;
  const host = origin === undefined ? undefined : hostOf(origin);
  const isOwn = host !== undefined && own.includes(host);
  if (method === 'POST' && origin !== undefined && !isOwn && !isOfApi) {
    return new FairsplitError(
      'FOREIGN_ORIGIN',
      403,
      'The console takes actions from its own pages alone. Where it is reached under another name, set FAIRSPLIT_PUBLIC_URL to that.',
    );
  }
  if (isOwn) headers['x-forwarded-host'] = host;
  else if (settings.trustedProxies === 0) delete headers['x-forwarded-host'];
  return null;
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

/** Whether Next can decode it: it answers what it cannot as a failure of its own, without a word in the log. */
function isText(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: FairsplitError): void {
  request.resume();
  const requestId = newRequestId();
  response.writeHead(error.status, {
    'content-type': problemContentType,
    'x-request-id': requestId,
    'cache-control': 'no-store',
    ...(error.status === 405 ? { allow: methods.join(', ') } : {}),
  });
  response.end(JSON.stringify(toProblem(error, requestId)));
}
