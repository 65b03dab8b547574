import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const answerSchema = z.union([z.object({ answer: z.unknown() }), z.object({ failure: z.string() })]);

/** Whoever types into the planner asks again within seconds; without them the thread's memory is given back. */
const idleTimeoutMs = 60_000;

/** The thread was ended because it took too long. */
export class TooLongError extends Error {}

interface Asked<Question> {
  readonly question: Question;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Questions that a thread answers, one after the other. One that takes longer than `limitMs` ends the thread and is refused with
 * TooLongError; the next one gets a thread anew. A thread that waits keeps no process alive.
 */
export class ThreadQueue<Question> {
  private thread: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;
  private current: Asked<Question> | null = null;
  private readonly waiting: Asked<Question>[] = [];

  constructor(
    private readonly file: string,
    private readonly limitMs: number,
  ) {}

  /** Questions that have no answer yet. */
  get length(): number {
    return this.waiting.length + (this.current === null ? 0 : 1);
  }

  ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.current === null) this.next();
    });
  }

  private next(): void {
    this.clearTimer();
    this.current = this.waiting.shift() ?? null;
    if (this.current === null) {
      this.rest();
      return;
    }
    const worker = (this.thread ??= this.start());
    worker.ref();
    worker.postMessage(this.current.question);
    this.timer = setTimeout(() => {
      this.end(worker, new TooLongError('The thread took too long.'));
    }, this.limitMs);
  }

  private start(): Worker {
    // Those of this process load what the thread loads by itself.
    const worker = new Worker(/* turbopackIgnore: true */ this.file, { execArgv: [] });
    worker.on('message', (message: unknown) => {
      if (worker !== this.thread) return;
      const told = answerSchema.parse(message);
      if ('failure' in told) this.current?.reject(new Error(told.failure));
      else this.current?.resolve(told.answer);
      this.next();
    });
    worker.on('error', (error: Error) => this.end(worker, error));
    worker.on('exit', () => this.end(worker, new Error('The thread ended before its time.')));
    return worker;
  }

  private rest(): void {
    const worker = this.thread;
    if (worker === null) return;
    worker.unref();
    this.timer = setTimeout(() => {
      this.thread = null;
      void worker.terminate();
    }, idleTimeoutMs);
    this.timer.unref();
  }

  /** Whoever is asked for gets the error; those who wait get a new thread. */
  private end(worker: Worker, error: Error): void {
    if (worker !== this.thread) return;
    this.thread = null;
    void worker.terminate();
    this.current?.reject(error);
    this.next();
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
