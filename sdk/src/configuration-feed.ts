import { backoffMs } from './backoff';
import { isConfiguration, type Configuration } from './configuration';
import { messageOf, type Report } from './errors';
import { readEventStream } from './event-stream';
import type { Platform } from './platform';
import type { SendRequest } from './requests';

export interface ConfigurationFeedOptions {
  readonly send: SendRequest;
  readonly report: Report;
  readonly platform: Platform;
  readonly updates: 'stream' | 'poll' | 'none';
  readonly pollIntervalMs: number;
  /** A configuration came; `text` is it as it came. */
  readonly onConfiguration: (configuration: Configuration, text: string) => void;
  /** Whether the last request got an answer that can be used. */
  readonly onOutcome: (isUpToDate: boolean) => void;
}

export interface ConfigurationFeed {
  readonly start: () => void;
  /** Asks now; resolves when there is an outcome. */
  readonly refresh: () => Promise<void>;
  /** The network or the reader is back: asks, unless that has just been done. */
  readonly wake: () => void;
  readonly stop: () => void;
}

const LONGEST_DELAY_MS = 60_000;
const FRESH_FOR_MS = 5_000;
/** A stream that shows no sign of life for so long is taken for dead. */
const SILENCE_LIMIT_MS = 90_000;

export function createConfigurationFeed(options: ConfigurationFeedOptions): ConfigurationFeed {
  const { send, report, platform, updates, pollIntervalMs, onConfiguration, onOutcome } = options;
  let etag: string | null = null;
  let failures = 0;
  let cancelPoll: (() => void) | null = null;
  let refreshing: Promise<void> | null = null;
  let isOutdated = false;
  let askedAt = 0;
  const stopped = new AbortController();

  const ask = async (): Promise<string | null> => {
    askedAt = Date.now();
    const response = await send('/api/v1/configuration', {
      headers: etag === null ? {} : { 'if-none-match': etag },
    });
    if (response.status === 304) return null;
    const text = await response.text();
    if (!response.ok) {
      report('CONFIGURATION_UNAVAILABLE', `The server answered with ${response.status}: ${text.slice(0, 500)}`);
      return response.headers.get('retry-after') ?? '0';
    }
    const configuration: unknown = JSON.parse(text);
    if (!isConfiguration(configuration)) throw new Error('the answer is no configuration');
    etag = response.headers.get('etag');
    onConfiguration(configuration, text);
    return null;
  };

  const askAndPlan = async (): Promise<void> => {
    let retryAfter: string | null;
    try {
      retryAfter = await ask();
    } catch (error) {
      report('CONFIGURATION_UNAVAILABLE', `The configuration could not be had: ${messageOf(error)}`, error);
      retryAfter = '0';
    }
    if (stopped.signal.aborted) return;
    failures = retryAfter === null ? 0 : failures + 1;
    onOutcome(failures === 0);
    cancelPoll?.();
    cancelPoll = platform.startTimer(
      () => void refresh(),
      failures === 0 ? pollIntervalMs * (0.9 + Math.random() / 5) : backoffMs(failures, LONGEST_DELAY_MS, retryAfter),
    );
  };

  /** One request at a time. Who asks during one may have heard of a newer version than it brings: another follows. */
  const refresh = (): Promise<void> => {
    if (refreshing !== null) {
      isOutdated = true;
      return refreshing;
    }
    const run = async (): Promise<void> => {
      do {
        isOutdated = false;
        await askAndPlan();
      } while (isOutdated && !stopped.signal.aborted);
      refreshing = null;
    };
    return (refreshing = run());
  };

  const listen = async (): Promise<boolean> => {
    const connection = new AbortController();
    const end = () => connection.abort();
    stopped.signal.addEventListener('abort', end, { once: true });
    let cancelSilence = platform.startTimer(end, SILENCE_LIMIT_MS);
    let hasSpoken = false;
    try {
      const response = await send('/api/v1/configuration/stream', {
        signal: connection.signal,
        headers: { accept: 'text/event-stream' },
      });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (!response.ok || !isStream || response.body === null) return false;
      const onSign = () => {
        hasSpoken = true;
        cancelSilence();
        cancelSilence = platform.startTimer(end, SILENCE_LIMIT_MS);
      };
      await readEventStream(response.body, () => void refresh(), onSign);
    } catch {
      // Polling goes on beneath the stream, and says what is wrong with the server.
    } finally {
      cancelSilence();
      stopped.signal.removeEventListener('abort', end);
      end();
    }
    return hasSpoken;
  };

  const follow = async (failuresBefore: number): Promise<void> => {
    const hasWorked = await listen();
    if (stopped.signal.aborted) return;
    const streamFailures = hasWorked ? 1 : failuresBefore + 1;
    platform.startTimer(() => void follow(streamFailures), backoffMs(streamFailures, 5 * LONGEST_DELAY_MS, null));
  };

  return {
    start: () => {
      if (updates === 'none') return;
      void refresh();
      if (updates === 'stream') void follow(0);
    },
    refresh,
    wake: () => {
      const isDue = failures > 0 || Date.now() - askedAt > FRESH_FOR_MS;
      if (updates !== 'none' && isDue && !stopped.signal.aborted) void refresh();
    },
    stop: () => {
      stopped.abort();
      cancelPoll?.();
    },
  };
}
