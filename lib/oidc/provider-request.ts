import { z } from 'zod';

/** Why a provider cannot be used, in words for whoever configures it. `problem` is stable; what the provider wrote is never in it. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    readonly problem: 'address' | 'unreachable' | 'answer' | 'document' | 'client' | 'code' | 'redirect-uri',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const LIMIT_MS = 5_000;
const MAX_BYTES = 262_144;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * What is wrong with an address of a provider; null: nothing. Encrypted everywhere but on this machine. Private networks are allowed, as for
 * sources: that is where many companies keep theirs.
 */
export function addressProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return 'This is no https:// address.';
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname))
    return 'Use https://; plain http:// is for this machine alone (localhost).';
  if (url.username !== '' || url.password !== '') return 'An address cannot hold a user or password.';
  return url.hash === '' ? null : 'An address cannot hold a "#".';
}

export interface ProviderAnswer {
  readonly status: number;
  /** Where it redirects to; null: nowhere. */
  readonly location: string | null;
  /** Undefined: it is no JSON. */
  readonly body: unknown;
}

/**
 * Asks a provider, for 5 s and 256 kB at most, and follows no redirect: what was configured is asked, and nothing that it points to. Throws
 * {@link ProviderError}.
 */
export async function askProvider(
  url: string,
  init: Pick<RequestInit, 'method' | 'headers' | 'body'> = {},
): Promise<ProviderAnswer> {
  const wrong = addressProblem(url);
  if (wrong !== null) throw new ProviderError('address', `${shown(url)}: ${wrong}`);
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await textOf(response, url);
    return { status: response.status, location: response.headers.get('location'), body: parsed(text) };
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError('unreachable', `${shown(url)} does not answer (${reasonOf(error)}).`, {
      cause: error,
    });
  }
}

/** The same where it has to answer with 200 and JSON. */
export async function readFromProvider(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { status, body } = await askProvider(url, { headers: { accept: 'application/json', ...headers } });
  if (status >= 300 && status < 400)
    throw new ProviderError(
      'answer',
      `${shown(url)} redirects elsewhere. Give the address that it redirects to.`,
    );
  if (status !== 200)
    throw new ProviderError('answer', `${shown(url)} answers with status ${String(status)}.`);
  if (body === undefined) throw new ProviderError('answer', `${shown(url)} does not answer with JSON.`);
  return body;
}

async function textOf({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > MAX_BYTES) throw new ProviderError('answer', `${shown(url)} answers with more than 256 kB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Without its query, which may hold what is not to be shown. */
function shown(url: string): string {
  return (url.split('?', 1)[0] ?? '').slice(0, 200);
}

const withCode = z.object({ code: z.string() });

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'nothing within 5 seconds';
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return withCode.safeParse(cause).data?.code ?? 'no connection';
}
