import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { afterFile } from '../../support/after-file';
import { startDataPlane, type StartedDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

// A process that is told to stop answers what it has taken, and whoever holds a connection to it is not cut.

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
}

/** Evaluates over the agent's one connection; `beforeBody` holds the body back until then. */
function evaluateOver(agent: Agent, server: StartedDataPlane, beforeBody?: Promise<unknown>) {
  return new Promise<Answer>((resolve, reject) => {
    const body = JSON.stringify({ context: { targetingKey: 'u', 'fairsplit.expose': false } });
    const sent = request(
      `${server.url}/ofrep/v1/evaluate/flags/checkout`,
      {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode, connection: response.headers.connection }),
        );
      },
    );
    sent.on('error', reject);
    sent.flushHeaders();
    void Promise.resolve(beforeBody).then(() => sent.end(body));
  });
}

/** It only ends what hangs. */
const hangingMs = 300_000;

const first = await startDataPlane();
const { database } = first;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await makeRunningExperiment(database, place, { key: 'checkout' });

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterFile(() => agent.destroy());
  return agent;
}

test('a kept connection still carries a request after the process began to stop, and is told that it was the last', async () => {
  const server = await startDataPlane({ databaseUrl: database.url, graceMs: hangingMs });
  const [used, late] = [keepAlive(), keepAlive()];
  expect(await evaluateOver(used, server)).toEqual({ status: 200, connection: 'keep-alive' });
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const underWay = evaluateOver(late, server, held);
  await sleep(100);

  const closed = server.close();
  await sleep(300);
  expect(await evaluateOver(used, server)).toEqual({ status: 200, connection: 'close' });
  // It would come over a new connection now, and there is none to be had.
  await expect(evaluateOver(used, server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  release();
  expect(await underWay).toEqual({ status: 200, connection: 'close' });
  await closed;
});

test('a kept connection that carries nothing is not waited for', async () => {
  const server = await startDataPlane({ databaseUrl: database.url });
  const idle = keepAlive();
  expect(await evaluateOver(idle, server)).toEqual({ status: 200, connection: 'keep-alive' });
  // Nobody closes it here.
  await server.close();
  // Its end has to arrive here first; a request sent in that instant is the client's to repeat.
  await expect.poll(() => Object.keys(idle.freeSockets)).toEqual([]);
  await expect(evaluateOver(idle, server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('while it drains it takes connections, says that it is not ready, and keeps none', async () => {
  const drainingFor = async (drainMs: number) => {
    const server = await startDataPlane({ databaseUrl: database.url, drainMs });
    const closed = server.close();
    const ready = await fetch(`${server.url}/health/ready`);
    const evaluated = await evaluateOver(keepAlive(), server);
    await closed;
    return { ready, evaluated };
  };
  // A busy machine may take longer than that to ask.
  const seen = async (drainMs: number): ReturnType<typeof drainingFor> =>
    drainingFor(drainMs).catch((error: unknown) => {
      if (drainMs > hangingMs) throw error;
      return seen(drainMs * 5);
    });
  const { ready, evaluated } = await seen(800);
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
  expect(evaluated).toEqual({ status: 200, connection: 'close' });
});

test('a server ends although a connection was given away to answer an upgrade', async () => {
  const server = await startDataPlane({ databaseUrl: database.url });
  const given = new Promise<void>((resolve) => server.httpServer.once('upgrade', () => resolve()));
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
  await given;
  await server.close();
  await closed;
});
