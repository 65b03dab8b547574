import type { JsonValue } from '../../lib/assignment/configuration';
import type { Configuration } from './configuration';
import { createConfigurationFeed } from './configuration-feed';
import { createCore } from './core';
import type { Evaluation, Override, Subject, TrackedEvent, Widened } from './evaluation';
import { createEvaluate } from './evaluate';
import { createMemory } from './memory';
import type { ClientEvent, ClientOptions, ClientStatus } from './options';
import { createOutbox } from './outbox';
import type { Platform } from './platform';
import { createState } from './state';
import { toEventItem } from './track';

/** Evaluates, records, and never throws: whatever it is given, there is an answer. */
export interface Client {
  /**
   * The value for the subject: of its variant, or `defaultValue` with the reason why. Null as default accepts any value.
   * Meeting a variant is recorded once for each unit and run, unless `subject.expose` is false.
   */
  readonly evaluate: <Value extends JsonValue>(
    experiment: string,
    defaultValue: Value,
    subject: Subject,
  ) => Evaluation<Widened<Value>>;
  /** Records that a unit did something. False: it cannot be recorded, and `onError` was told why. */
  readonly track: (event: TrackedEvent) => boolean;
  /** Sets a variant by hand, or with null no longer. */
  readonly override: (experiment: string, override: Override | null) => void;
  /**
   * Resolves, never rejects, when it can evaluate (true), or when that failed or took too long (false). By then it also has
   * what the storage kept, such as the variants that units met.
   */
  readonly ready: (limit?: { readonly timeoutMs?: number }) => Promise<boolean>;
  readonly status: () => ClientStatus;
  /** What is evaluated; null before the first. */
  readonly configuration: () => Configuration | null;
  /** The variant that the unit met first in the run, as far as this client remembers: sticky experiments go by it. */
  readonly keptVariant: (experiment: string, run: number, unit: string) => string | undefined;
  /** Calls the listener with each event from now on; returns what ends that. */
  readonly subscribe: (listener: (event: ClientEvent) => void) => () => void;
  /** Asks for the configuration now. */
  readonly refresh: () => Promise<void>;
  /** Sends what waits; resolves when it is sent or could not be. */
  readonly flush: () => Promise<void>;
  /** Sends what waits, keeps what could not be sent in the storage, and ends all connections. */
  readonly close: () => Promise<void>;
}

const TIMEOUT_MS = 5_000;

export function createClientOn(platform: Platform, given: ClientOptions | undefined): Client {
  const options: ClientOptions = given ?? { url: '', key: '' };
  const core = createCore(platform, options);
  const state = createState(core);
  const memory = createMemory(core);
  const exposures = createOutbox(core, 'exposures');
  const events = createOutbox(core, 'events');
  const { evaluate, override } = createEvaluate(core, state, memory, exposures);
  const { configuration, snapshot } = options.bootstrap ?? {};
  core.attempt('CONFIGURATION_UNAVAILABLE', () => {
    if (configuration !== undefined) state.adopt(configuration);
    else if (snapshot !== undefined) state.become('ready');
  });
  const feed = createConfigurationFeed(core, state);

  const flush = async () => {
    await Promise.all([exposures.flush(), events.flush()]);
  };
  const leave = () => {
    memory.save();
    exposures.flushAtLeave();
    events.flushAtLeave();
  };
  const wake = () => {
    void flush();
    feed.wake();
  };
  const unwatch = platform.watch(leave, wake);
  let closing: Promise<void> | undefined;
  const close = async () => {
    state.become('closed');
    feed.stop();
    unwatch();
    memory.save();
    await within(TIMEOUT_MS, flush());
    await Promise.all([exposures.stop(), events.stop()]);
  };

  return {
    evaluate,
    override,
    track: (event) => core.attempt('INVALID_EVENT', () => events.add(toEventItem(event))) ?? false,
    ready: async ({ timeoutMs = TIMEOUT_MS } = {}) => {
      const isLoading = state.status() === 'loading';
      const settled = isLoading && new Promise((resolve) => state.subscribe(resolve));
      await within(timeoutMs, Promise.all([settled, ...core.loads]));
      return ['ready', 'stale'].includes(state.status());
    },
    status: state.status,
    configuration: () => state.knowledge()?.configuration ?? null,
    keptVariant: memory.find,
    subscribe: state.subscribe,
    refresh: feed.refresh,
    flush,
    close: () => (closing ??= close()),
  };
}

/** Resolves with the work, or after the time without it. The timer keeps a process alive: somebody waits for it. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
