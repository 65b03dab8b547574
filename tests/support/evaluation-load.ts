import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/** What became of the evaluations of a load. */
export interface EvaluationLoad {
  readonly answered: number;
  /** Answers other than 200 with a variant, answers that were cut, and requests that no process took. */
  readonly failures: readonly string[];
  /** Requests that another process answered, because the first refused the connection: nothing had been sent yet. */
  readonly failedOver: number;
  readonly units: ReadonlySet<string>;
}

const CLIENTS = 8;
const PAUSE_MS = 10;

/**
 * Evaluates without end, as applications behind a balancer do: a process that refuses the connection is passed over. All
 * else is final: whatever an answer says, and a connection that is cut after it was made, though HTTP would let a client
 * repeat a request on a kept connection that ended before its answer began. The function given back ends it.
 */
export function evaluateUnderLoad(
  urls: readonly string[],
  flag: string,
  key: string,
): () => Promise<EvaluationLoad> {
  const failures: string[] = [];
  const units = new Set<string>();
  let answered = 0;
  let failedOver = 0;
  let isOver = false;

  /** False: the process takes no connections. */
  const evaluate = async (url: string, unit: string): Promise<boolean> => {
    try {
      const response = await fetch(`${url}/ofrep/v1/evaluate/flags/${flag}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ context: { targetingKey: unit } }),
      });
      const text = await response.text();
      answered += 1;
      if (response.status !== 200 || !text.includes('"SPLIT"')) failures.push(`${response.status} ${text}`);
    } catch (error) {
      if (isRefusal(error)) return false;
      failures.push(`${unit} at ${url}: ${inspect(error, { breakLength: Infinity })}`);
    }
    return true;
  };

  const converse = async (client: number): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const unit = `unit-${client}-${count}`;
      units.add(unit);
      const inTurn = urls.map((_, index) => urls[(client + count + index) % urls.length] ?? '');
      const tries = [];
      for (const url of inTurn) {
        tries.push(await evaluate(url, unit));
        if (tries.at(-1) === true) break;
      }
      if (!tries.includes(true)) failures.push(`nobody answered for ${unit}`);
      else if (tries.length > 1) failedOver += 1;
      await sleep(PAUSE_MS);
    }
  };

  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, client) => converse(client)));
  return async () => {
    isOver = true;
    await clients;
    return { answered, failures, failedOver, units };
  };
}

/** Nobody listened, so no byte of the request was sent. A reset or an end may come after the request was taken. */
function isRefusal(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
