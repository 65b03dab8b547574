import type { Configuration } from './configuration';
import { createConfigurationFeed } from './configuration-feed';
import { createCore } from './core';
import { createEvaluate, type Evaluator } from './evaluate';
import type { TrackedEvent } from './evaluation';
import { createMemory } from './memory';
import type { ClientEvent, ClientOptions, ClientStatus } from './options';
import { createOutbox } from './outbox';
import type { Platform } from './platform';
import { createState } from './state';
import { toEventItem, toLink } from './track';

/** Evaluates, records, and never throws: whatever it is given, there is an answer. */
export interface Client extends Evaluator {
  /** Records that a unit did something. False: it cannot be recorded, and `onError` was told why. */
  readonly track: (event: TrackedEvent) => boolean;
  /**
   * Records that an anonymous unit turned out to be a known one: what both did counts as one unit's. False: it cannot be
   * recorded, and `onError` was told why.
   */
  readonly identify: (anonymous: string, unit: string) => boolean;
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
  /** Sends what waits, keeps what could not be sent in the storage, and ends all connections. From now on defaults are given. */
  readonly close: () => Promise<void>;
  /** Starts again what was closed. */
  readonly open: () => void;
}

const TIMEOUT_MS = 5_000;

export function createClientOn(platform: Platform, given: ClientOptions | undefined): Client {
  const options: ClientOptions = given ?? { url: '', key: '' };
  const core = createCore(platform, options);
  const state = createState(core);
  const memory = createMemory(core);
  const exposures = createOutbox(core, 'exposures');
  const events = createOutbox(core, 'events');
  const identities = createOutbox(core, 'identities');
  const outboxes = [exposures, events, identities];
  // Before any listener of the application: an experiment may have begun to take in nobody new.
  state.subscribe(memory.load);
  const { evaluate, override } = createEvaluate(core, state, memory, exposures);
  const { configuration, snapshot } = options.bootstrap ?? {};
  core.attempt('CONFIGURATION_UNAVAILABLE', () => {
    if (configuration) state.adopt(configuration);
    else if (snapshot) state.become('ready');
  });

  const flush = async () => {
    await Promise.all(outboxes.map((outbox) => outbox.flush()));
  };
  const leave = () => {
    memory.save();
    for (const outbox of outboxes) outbox.flushAtLeave();
  };
  const wake = () => {
    void flush();
    feed.wake();
  };
  let feed = createConfigurationFeed(core, state);
  let unwatch = platform.watch(leave, wake);
  // Where nobody is asked, what is known now is all there will be.
  if (core.updates === 'none') {
    const hasOverrides = Object.keys(options.overrides ?? {}).length > 0;
    void Promise.all(core.loads).then(() => {
      if (state.status() === 'loading') state.become(hasOverrides ? 'ready' : 'error');
    });
  }
  let closing: Promise<void> | undefined;
  const close = async () => {
    state.close();
    feed.stop();
    unwatch();
    memory.save();
    await within(TIMEOUT_MS, flush());
    // It may have been opened again meanwhile.
    if (state.status() === 'closed') await Promise.all(outboxes.map(async (outbox) => outbox.stop()));
  };
  const open = () => {
    if (state.status() !== 'closed') return;
    closing = undefined;
    state.open();
    for (const outbox of outboxes) outbox.restart();
    feed = createConfigurationFeed(core, state);
    unwatch = platform.watch(leave, wake);
  };

  return {
    evaluate,
    override,
    track: (event) => core.attempt('INVALID_EVENT', () => events.add(toEventItem(event))) ?? false,
    identify: (anonymous, unit) =>
      core.attempt('INVALID_EVENT', () => identities.add(toLink(anonymous, unit))) ?? false,
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
    refresh: () => feed.refresh(),
    flush,
    close: () => (closing ??= close()),
    open,
  };
}

/** Resolves with the work, or after the time without it. The timer keeps a process alive: somebody waits for it. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
