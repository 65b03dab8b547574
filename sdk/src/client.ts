import type { JsonValue } from '../../lib/assignment/configuration';
import { createClientState, type ClientState } from './client-state';
import { isConfiguration, type Configuration } from './configuration';
import { createConfigurationFeed, type ConfigurationFeed } from './configuration-feed';
import { messageOf, type Report } from './errors';
import type { Evaluation, Override, Snapshot, Subject, TrackedEvent, Widened } from './evaluation';
import { createEvaluate, type DecideAndExpose } from './evaluate';
import { createExposureLog } from './exposures';
import { createKeptVariants, type KeptVariants } from './kept-variants';
import type { ClientEvent, ClientOptions, ClientStatus } from './options';
import { createOutbox, type Outbox } from './outbox';
import { createPersistence, type Persistence } from './persistence';
import type { Platform } from './platform';
import { createReport, createTell } from './report';
import { createSendRequest } from './requests';
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
  /** Every running experiment for one subject, as plain JSON for the page; exposes nobody. */
  readonly snapshot: (subject: Subject) => Snapshot;
  /** Sets a variant by hand, or with null no longer. */
  readonly override: (experiment: string, override: Override | null) => void;
  /** Resolves, never rejects, when it can evaluate (true), or when that failed or took too long (false). */
  readonly ready: (limit?: { readonly timeoutMs?: number }) => Promise<boolean>;
  readonly status: () => ClientStatus;
  /** What is evaluated; null before the first. */
  readonly configuration: () => Configuration | null;
  /** Calls the listener with each event from now on; returns what ends that. */
  readonly subscribe: (listener: (event: ClientEvent) => void) => () => void;
  /** Asks for the configuration now. */
  readonly refresh: () => Promise<void>;
  /** Sends what waits; resolves when it is sent or could not be. */
  readonly flush: () => Promise<void>;
  /** Sends what waits, keeps what could not be sent in the storage, and ends all connections. */
  readonly close: () => Promise<void>;
}

const DEFAULTS = { url: '', key: '', pollIntervalMs: 60_000, timeoutMs: 10_000, maxQueued: 10_000, maxRemembered: 10_000 };
const READY_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 5_000;

/** The parts of one client, wired together. */
interface Parts {
  readonly state: ClientState;
  readonly feed: ConfigurationFeed;
  readonly outboxes: { readonly exposures: Outbox; readonly events: Outbox };
  readonly kept: KeptVariants;
  readonly persistence: Persistence;
  readonly decide: DecideAndExpose;
  readonly report: Report;
  readonly platform: Platform;
}

/** Options as they are used: what a caller without a type check has left out is there, empty. */
type FullOptions = Omit<ClientOptions, keyof typeof DEFAULTS> & typeof DEFAULTS;

export function createClientOn(platform: Platform, given: ClientOptions): Client {
  const options: FullOptions = { ...DEFAULTS, ...withoutUndefined(given) };
  return clientOf(assemble(platform, options), options);
}

function assemble(platform: Platform, options: FullOptions): Parts {
  const { url, key, maxQueued, maxRemembered, timeoutMs, bootstrap, onExposure, onError } = options;
  const report = createReport(onError);
  const isUsable = url !== '' && key !== '';
  if (!isUsable) report('INVALID_OPTIONS', 'The client needs "url" and "key": without them it gives defaults.');
  const storage = options.storage ?? platform.defaultStorage();
  const persistence = createPersistence(storage, `${url} ${key}`, report);
  const send = createSendRequest({
    url,
    key,
    timeoutMs,
    // Looked up for each request, so that what replaces the global one later is used; and called as a plain function.
    fetch: options.fetch ?? ((...args) => fetch(...args)),
  });
  const flushIntervalMs = options.flushIntervalMs ?? platform.flushIntervalMs;
  const outboxOf = (kind: 'exposures' | 'events') =>
    createOutbox({ kind, send, report, platform, flushIntervalMs, maxQueued, persistence });
  const outboxes = { exposures: outboxOf('exposures'), events: outboxOf('events') };
  const state = createClientState(report);
  const saveSoon = () => void platform.startTimer(() => kept.save(), flushIntervalMs);
  const kept = createKeptVariants(maxRemembered, persistence, saveSoon);
  const expose = createExposureLog({
    outbox: outboxes.exposures,
    kept,
    maxRemembered,
    onExposure: createTell(onExposure, report),
  });
  const feed = createConfigurationFeed({
    send,
    report,
    platform,
    updates: isUsable ? (options.updates ?? 'stream') : 'none',
    pollIntervalMs: Math.max(options.pollIntervalMs, 1_000),
    onConfiguration: (configuration, text) => {
      if (state.adopt(configuration)) void persistence.save('configuration', text);
    },
    onOutcome: state.note,
  });
  const decide = createEvaluate({
    state,
    kept,
    expose,
    report,
    snapshot: bootstrap?.snapshot ?? null,
    overrides: options.overrides ?? {},
  });
  return { state, feed, outboxes, kept, persistence, decide, report, platform };
}

/** Takes up what was kept. With a synchronous storage all of it is there when this returns. */
function restore({ state, outboxes, kept, persistence }: Parts, { bootstrap }: FullOptions): void {
  const { configuration: given, snapshot } = bootstrap ?? {};
  if (isConfiguration(given)) state.adopt(given);
  else if (snapshot !== undefined) state.isBootstrapped();
  void kept.load();
  void outboxes.exposures.restore();
  void outboxes.events.restore();
  void persistence.load('configuration', (text) => {
    const configuration: unknown = JSON.parse(text);
    // Whatever came meanwhile is newer.
    if (state.configuration() === null && isConfiguration(configuration)) state.adopt(configuration);
  });
}

function clientOf(parts: Parts, options: FullOptions): Client {
  const { state, feed, outboxes, kept, decide, report, platform } = parts;
  const both = [outboxes.exposures, outboxes.events];
  const flush = async () => {
    await Promise.all(both.map((outbox) => outbox.flush()));
  };
  const leave = () => {
    kept.save();
    for (const outbox of both) outbox.flushAtLeave();
  };
  const wake = () => {
    void flush();
    feed.wake();
  };
  restore(parts, options);
  const unwatch = platform.watch(leave, wake);
  feed.start();
  let closing: Promise<void> | null = null;
  const closeAll = async () => {
    feed.stop();
    unwatch();
    kept.save();
    state.close();
    await within(CLOSE_TIMEOUT_MS, flush());
    await Promise.all(both.map((outbox) => outbox.stop()));
  };
  return {
    evaluate: decide.evaluate,
    snapshot: decide.snapshot,
    override: decide.override,
    track: (event) => {
      try {
        return outboxes.events.add(toEventItem(event));
      } catch (error) {
        report('INVALID_CONTEXT', `The event cannot be recorded: ${messageOf(error)}`, error);
        return false;
      }
    },
    ready: async (limit) => {
      if (state.configuration() === null && state.status() === 'loading') {
        let unsubscribe = () => undefined as void;
        const outcome = new Promise<void>((resolve) => (unsubscribe = state.subscribe(() => resolve())));
        await within(limit?.timeoutMs ?? READY_TIMEOUT_MS, outcome);
        unsubscribe();
      }
      return state.status() === 'ready' || state.status() === 'stale';
    },
    status: state.status,
    configuration: state.configuration,
    subscribe: state.subscribe,
    refresh: feed.refresh,
    flush,
    close: () => (closing ??= closeAll()),
  };
}

/** Resolves with the work, or after the time without it. The timer keeps a process alive: somebody waits for it. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** An option that is there and undefined means its default, as if it were not there. */
function withoutUndefined(options: Partial<ClientOptions> | undefined): Partial<ClientOptions> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}
