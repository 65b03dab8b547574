import type { HostileRequest } from './hostile-requests';

export interface HostileAnswers {
  readonly statuses: ReadonlyMap<number, number>;
  /** Answers that nobody may ever get: a 5xx, a body that is not JSON, no answer at all. */
  readonly unexpected: readonly string[];
}

const SENDERS = 16;

/** Sends each request, several at a time. */
export async function answersTo(
  requests: readonly HostileRequest[],
  url: string,
  key: string,
): Promise<HostileAnswers> {
  const statuses = new Map<number, number>();
  const unexpected: string[] = [];
  let next = 0;
  const sendOn = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { path, body } = request;
      try {
        const response = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body,
        });
        const answer: unknown = JSON.parse(await response.text());
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        if (response.status < 500 && typeof answer === 'object') continue;
        unexpected.push(`${response.status} for ${path} ${body.slice(0, 500)}: ${JSON.stringify(answer)}`);
      } catch (error) {
        unexpected.push(`${String(error)} for ${path} ${body.slice(0, 500)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendOn));
  return { statuses, unexpected };
}
