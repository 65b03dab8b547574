import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';

/** A process of its own that answers one order after the other. */
export interface Worker<Order, Result> {
  readonly run: (order: Order) => Promise<Result>;
  readonly end: () => Promise<void>;
}

type Answer<Result> = { readonly result: Result } | { readonly error: string };

/** Forks a program that calls {@link answerParent}. */
export function startWorker<Order extends object, Result>(
  program: string,
  nodeArguments: readonly string[] = [],
): Worker<Order, Result> {
  const child = fork(program, { execArgv: ['--import', 'tsx', ...nodeArguments] });
  const exited = once(child, 'exit');
  return {
    run: async (order) => {
      child.send(order);
      const [answer] = (await Promise.race([
        once(child, 'message'),
        exited.then(([code]) => [{ error: `it ended with ${String(code)}` }]),
      ])) as [Answer<Result>];
      if ('error' in answer) throw new Error(`${program}: ${answer.error}`);
      return answer.result;
    },
    end: async () => {
      child.disconnect();
      await exited;
    },
  };
}

/** The other side: does what the parent orders, and ends with it. */
export function answerParent<Order>(schema: z.ZodType<Order>, work: (order: Order) => Promise<object>): void {
  const answer = async (message: unknown): Promise<void> => {
    try {
      process.send?.({ result: await work(schema.parse(message)) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (message) => void answer(message));
  process.on('disconnect', () => process.exit(0));
}
