import { backoffMs } from './backoff';
import type { StartStream } from './start-stream';

type OnChange = Parameters<StartStream>[1];

const LONGEST_DELAY_MS = 5 * 60_000;
/** A stream that shows no sign of life for so long is taken for dead. */
const SILENCE_LIMIT_MS = 90_000;

/**
 * Listens to the server's events through `fetch`, because EventSource cannot send a key in a header, and connects anew when the
 * stream ends. An event says only that there is a newer version, so a lost one costs a poll interval and nothing else.
 */
export const stream: StartStream = (core, onChange) => {
  const { platform } = core;
  const stopped = new AbortController();
  let cancelReconnect: (() => void) | undefined;

  const follow = async (failures: number): Promise<void> => {
    const { hasSpoken, retryAfter } = await listen(core, stopped.signal, onChange);
    if (stopped.signal.aborted) return;
    const failuresNow = hasSpoken ? 1 : failures + 1;
    const delayMs = backoffMs(failuresNow, retryAfter, LONGEST_DELAY_MS);
    cancelReconnect = platform.startTimer(() => void follow(failuresNow), delayMs);
  };

  void follow(0);
  return () => {
    stopped.abort();
    cancelReconnect?.();
  };
};

/** One connection, to its end: whether anything came over it, and when a server that refused it wants to be asked again. */
async function listen(
  { platform, send }: Parameters<StartStream>[0],
  stopped: AbortSignal,
  onChange: OnChange,
): Promise<{ readonly hasSpoken: boolean; readonly retryAfter: string | null }> {
  const connection = new AbortController();
  const end = () => connection.abort();
  stopped.addEventListener('abort', end);
  let cancelSilence = platform.startTimer(end, SILENCE_LIMIT_MS);
  let hasSpoken = false;
  let retryAfter: string | null = null;
  try {
    const response = await send('/api/v1/configuration/stream', {
      signal: connection.signal,
      headers: { accept: 'text/event-stream' },
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!response.ok || !isStream || response.body === null) {
      retryAfter = response.headers.get('retry-after');
      return { hasSpoken, retryAfter };
    }
    const onSign = () => {
      hasSpoken = true;
      cancelSilence();
      cancelSilence = platform.startTimer(end, SILENCE_LIMIT_MS);
    };
    await readEvents(response.body, onChange, onSign);
  } catch {
    // Polling goes on beneath the stream, and says what is wrong with the server.
  } finally {
    cancelSilence();
    stopped.removeEventListener('abort', end);
    end();
  }
  return { hasSpoken, retryAfter };
}

/** Reads to the end. Comments, which keep the connection open, are a sign of life and no event. */
async function readEvents(
  body: ReadableStream<Uint8Array>,
  onChange: OnChange,
  onSign: () => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let line = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onSign();
    const lines = (line + decoder.decode(value, { stream: true })).split(/\r\n|\n/);
    line = lines.pop() ?? '';
    const data = lines.filter((complete) => complete.startsWith('data:')).pop();
    if (data !== undefined) onChange(etagOf(data));
  }
}

/** What the event says of the configuration; undefined where it says nothing that can be read. */
function etagOf(data: string): string | undefined {
  try {
    const { etag } = JSON.parse(data.slice('data:'.length)) as { readonly etag?: unknown };
    return typeof etag === 'string' ? etag : undefined;
  } catch {
    return undefined;
  }
}
