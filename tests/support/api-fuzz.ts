import { z } from 'zod';
import type { ApiAnswer, ApiCaller } from './api-caller';
import type { ApiRequest } from './api-requests';

export interface FuzzResult {
  /** By operation, how often it was answered with which status. */
  readonly statuses: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** What may never be: a 5xx, an error without a code, no answer, an answer that is not as the document says. */
  readonly unexpected: readonly string[];
}

const senders = 8;
const problem = z.looseObject({ code: z.string().regex(/^[A-Z][A-Z0-9_]*$/), requestId: z.string() });
const ofrepError = z.looseObject({ errorCode: z.string().regex(/^[A-Z][A-Z_]*$/), requestId: z.string() });

/** Sends each request, several at a time. */
export async function fuzz(call: ApiCaller, requests: readonly ApiRequest[]): Promise<FuzzResult> {
  const statuses = new Map<string, Map<number, number>>();
  const unexpected: string[] = [];
  const etags = new Map<string, string>();
  let next = 0;
  const sendOn = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { id } = request;
      try {
        const answer = await call(id, withVersion(request, etags));
        const counts = statuses.get(id) ?? new Map<number, number>();
        statuses.set(id, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1));
        remember(request, answer, etags);
        for (const wrong of wrongs(answer))
          unexpected.push(told(request, `${String(answer.status)}: ${wrong}`, answer));
      } catch (error) {
        unexpected.push(told(request, String(error)));
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, sendOn));
  return { statuses, unexpected };
}

function withVersion(
  { call, takesVersion }: ApiRequest,
  etags: ReadonlyMap<string, string>,
): ApiRequest['call'] {
  const etag = takesVersion ? etags.get(call.key ?? '') : undefined;
  return etag === undefined ? call : { ...call, headers: { ...call.headers, 'if-match': etag } };
}

/** Keys are of one kind each here, so the key alone tells what was read. */
function remember({ call }: ApiRequest, { headers, status }: ApiAnswer, etags: Map<string, string>): void {
  const etag = headers.get('etag');
  if (status < 300 && etag !== null && /^"\d+"$/.test(etag) && call.key !== undefined)
    etags.set(call.key, etag);
}

function wrongs({ status, json, operation, departures }: ApiAnswer): readonly string[] {
  if (status >= 500) return ['an error of ours'];
  if (status < 400) return departures;
  const form = operation.path.startsWith('/ofrep') ? ofrepError : problem;
  return form.safeParse(json).success ? departures : ['an error without a code'];
}

function told({ id, call }: ApiRequest, what: string, answer?: ApiAnswer): string {
  return `${id} ${what} for ${JSON.stringify(call).slice(0, 600)}: ${(answer?.text ?? '').slice(0, 300)}`;
}
