import { setTimeout as sleep } from 'node:timers/promises';

/** What became of the evaluations of a load. */
export interface EvaluationLoad {
  readonly answered: number;
  /** Answers other than 200 with a variant, and requests that no process answered. */
  readonly failures: readonly string[];
  /** Requests that another process answered, because the first took no connection at that moment. */
  readonly failedOver: number;
  readonly units: ReadonlySet<string>;
}

const CLIENTS = 8;
const PAUSE_MS = 10;

/**
 * Evaluates without end, as applications behind a balancer do: a process that takes no connection is passed over, and an
 * answer is final, whatever it says. The function given back ends it.
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

  const evaluate = async (url: string, unit: string): Promise<boolean> => {
    let response: Response;
    try {
      response = await fetch(`${url}/ofrep/v1/evaluate/flags/${flag}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ context: { targetingKey: unit } }),
      });
    } catch {
      return false;
    }
    const text = await response.text();
    answered += 1;
    if (response.status !== 200 || !text.includes('"SPLIT"')) failures.push(`${response.status} ${text}`);
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
