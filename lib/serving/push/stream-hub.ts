import { FairsplitError } from '../../errors';
import type { ConfigurationFeed } from '../configuration-feed';
import { phaseAt } from '../schedule';
import type { ServedEnvironment, Snapshot } from '../snapshot';
import type { EventSink } from '../../protocol/event-sink';
import type { Connect } from '../../protocol/request';

/** Who wants to be told. */
export interface StreamSubscriber {
  readonly environment: ServedEnvironment;
  /** Of the key's token: the stream ends with it. */
  readonly credential: string;
  /** What counts as one client for the limit; null where it cannot be told. */
  readonly address: string | null;
  /** The last event that the client saw, from a connection before this one; null for none. */
  readonly lastEventId: string | null;
}

export class TooManyStreamsError extends FairsplitError {
  readonly retryAfterSeconds = 60;

  constructor() {
    super(
      'TOO_MANY_STREAMS',
      503,
      'Too many connections wait for changes. Poll instead, or try again later.',
    );
  }
}

/** The connections that are told when the configuration of their environment changes. */
export interface StreamHub {
  /** Throws TooManyStreamsError. */
  readonly open: (subscriber: StreamSubscriber) => Connect;
  readonly count: () => number;
  /** Ends all connections and takes no more. */
  readonly close: () => void;
}

interface Connection {
  readonly subscriber: StreamSubscriber;
  readonly sink: EventSink;
  /** The last event's id. */
  told: string;
}

const HEARTBEAT_MS = 15_000;
/** How late a client may learn that an experiment began or ended by its schedule. */
const SCHEDULE_CHECK_MS = 1_000;
/** One client, which may be an office behind one address, gets at most this share of all connections. */
const SHARE_OF_ONE_ADDRESS = 0.2;

/** How long a client waits before it connects again: not all at once when a process ends. */
const retryDelayMs = () => 1_000 + Math.floor(Math.random() * 4_000);

export function createStreamHub(feed: ConfigurationFeed, maxStreams: number, now: () => Date): StreamHub {
  const connections = new Set<Connection>();
  const perAddress = new Map<string, number>();
  const maxOfOneAddress = Math.max(1, Math.floor(maxStreams * SHARE_OF_ONE_ADDRESS));
  let isClosed = false;

  const count = (address: string | null, change: 1 | -1) => {
    if (address === null) return;
    const next = (perAddress.get(address) ?? 0) + change;
    if (next === 0) perAddress.delete(address);
    else perAddress.set(address, next);
  };

  const sendTo = (connection: Connection, text: string) => {
    // Whoever does not read is let go, before what waits for them fills our memory; they will connect again.
    if (!connection.sink.send(text)) connection.sink.end();
  };

  const announce = (snapshot: Snapshot) => {
    const nowMs = now().getTime();
    for (const connection of connections) {
      const { credential } = connection.subscriber;
      const environment = snapshot.environments.get(connection.subscriber.environment.id);
      if (environment === undefined || !snapshot.keys.isValid(credential, nowMs)) {
        connection.sink.end();
        continue;
      }
      const id = changeId(environment, nowMs);
      if (id === connection.told) continue;
      connection.told = id;
      sendTo(connection, changeEvent(environment, id, 'refetchEvaluation'));
    }
  };

  const stopAnnouncing = feed.onChange(announce);
  const scheduleCheck = setInterval(() => {
    const snapshot = feed.current();
    if (snapshot !== null && connections.size > 0) announce(snapshot);
  }, SCHEDULE_CHECK_MS);
  scheduleCheck.unref();
  const heartbeat = setInterval(() => {
    for (const connection of connections) sendTo(connection, ':\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();

  const connect = (subscriber: StreamSubscriber, sink: EventSink): (() => void) => {
    const { environment, lastEventId, address } = subscriber;
    const told = changeId(environment, now().getTime());
    const connection: Connection = { subscriber, sink, told };
    connections.add(connection);
    count(address, 1);
    const type = lastEventId === null || lastEventId === told ? 'current' : 'refetchEvaluation';
    sendTo(connection, `retry: ${retryDelayMs()}\n${changeEvent(environment, told, type)}`);
    return () => {
      if (connections.delete(connection)) count(address, -1);
    };
  };

  return {
    open: (subscriber) => {
      const ofAddress = subscriber.address === null ? 0 : (perAddress.get(subscriber.address) ?? 0);
      if (isClosed || connections.size >= maxStreams || ofAddress >= maxOfOneAddress) {
        throw new TooManyStreamsError();
      }
      return (sink) => connect(subscriber, sink);
    },
    count: () => connections.size,
    close: () => {
      isClosed = true;
      clearInterval(heartbeat);
      clearInterval(scheduleCheck);
      stopAnnouncing();
      for (const { sink } of connections) sink.end();
    },
  };
}

/** Differs whenever answers may: a version, and within it how many of its schedule's instants have passed. */
function changeId({ version, boundaries }: ServedEnvironment, nowMs: number): string {
  const phase = phaseAt(boundaries, nowMs);
  return phase === 0 ? String(version) : `${version}.${phase}`;
}

/** Clients of OFREP fetch anew at "refetchEvaluation", and leave types that they do not know alone. */
function changeEvent(
  { id, version }: ServedEnvironment,
  eventId: string,
  type: 'refetchEvaluation' | 'current',
): string {
  const data = JSON.stringify({ type, version, etag: `"${id}-${version}"` });
  return `id: ${eventId}\ndata: ${data}\n\n`;
}
