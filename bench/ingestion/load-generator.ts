import { z } from 'zod';
import { openHttpConnection, prepareRequest, type HttpConnection } from './http-connection';
import { answerParent } from './worker';
import { eventsFrom } from './traffic';

// A process of its own: what sends must not share a thread with what is measured.

const order = z.object({
  url: z.string(),
  key: z.string(),
  series: z.string(),
  events: z.int(),
  batch: z.int(),
  clients: z.int(),
});

export type LoadOrder = z.output<typeof order>;

export interface LoadResult {
  readonly seconds: number;
  readonly accepted: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

answerParent(order, async ({ url, key, series, events, batch, clients }) => {
  // Everything is written out beforehand, so that the time is the server's.
  const requests = Array.from({ length: Math.ceil(events / batch) }, (_, index) =>
    prepareRequest(`${url}/api/v1/events`, key, {
      events: eventsFrom(series, index * batch, Math.min(batch, events - index * batch)),
    }),
  );
  const connections = await Promise.all(Array.from({ length: clients }, () => openHttpConnection(url)));
  const timesMs: number[] = [];
  let next = 0;
  let accepted = 0;
  const send = async (connection: HttpConnection): Promise<void> => {
    for (let request = requests[next]; request !== undefined; request = requests[next]) {
      next += 1;
      const sentAt = performance.now();
      const { status, body } = await connection.send(request);
      timesMs.push(performance.now() - sentAt);
      if (status !== 200) throw new Error(`the server answered ${status}: ${body}`);
      accepted += (JSON.parse(body) as { accepted: number }).accepted;
    }
  };
  const startedAt = performance.now();
  await Promise.all(connections.map(send));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) connection.close();
  timesMs.sort((one, other) => one - other);
  const quantile = (share: number) => timesMs[Math.floor((timesMs.length - 1) * share)] ?? NaN;
  const result: LoadResult = { seconds, accepted, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  return result;
});
