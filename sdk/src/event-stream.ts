/**
 * Reads server-sent events from a response's body until it ends, and calls `onEvent` with each event's data. Comments, which
 * keep the connection open, count as a sign of life alone. Rejects when the connection breaks.
 */
export async function readEventStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (data: string) => void,
  onSign: () => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onSign();
    text += decoder.decode(value, { stream: true });
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = Array.from(block.matchAll(/^data: ?(.*)$/gm), ([, line]) => line).join('\n');
      if (data !== '') onEvent(data);
    }
  }
}
