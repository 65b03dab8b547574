import type { Configuration } from './configuration';
import type { ClientError } from './errors';
import type { Exposure, Override, Snapshot } from './evaluation';
import type { StartStream } from './start-stream';
import type { ClientStorage } from './storage';

export interface ClientOptions {
  /** Where Fairsplit answers: `https://fairsplit.example.com`. Empty: nowhere, nothing is asked for and nothing is sent. */
  readonly url: string;
  /** A publishable key in browsers; on a server a secret one will do as well. */
  readonly key: string;
  /**
   * How changes of the configuration are met. `poll`, the default in browsers, asks; `stream` from `@fairsplit/sdk/stream`, the
   * default in Node, is told of them at once and asks all the same. `none` evaluates what `bootstrap` holds, and only sends.
   */
  readonly updates?: 'poll' | 'none' | StartStream | undefined;
  /** Left out: 60,000. At least 1,000. */
  readonly pollIntervalMs?: number | undefined;
  /** How long exposures and events may wait for others to share a request. Left out: 2,000 in browsers, 1,000 in Node. */
  readonly flushIntervalMs?: number | undefined;
  /** For each request. Left out: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Most exposures and most events that wait to be sent. Left out: 10,000 each. */
  readonly maxQueued?: number | undefined;
  /** Most units and runs whose variant and exposure are remembered. Left out: 10,000. */
  readonly maxRemembered?: number | undefined;
  /** Left out: localStorage in browsers, nothing elsewhere. */
  readonly storage?: ClientStorage | undefined;
  /** What to evaluate from before the first answer: a configuration, values evaluated on the server, or both. */
  readonly bootstrap?:
    | { readonly configuration?: Configuration | undefined; readonly snapshot?: Snapshot | undefined }
    | undefined;
  readonly overrides?: { readonly [experiment: string]: Override } | undefined;
  /** Told of each exposure, once for each unit and run. */
  readonly onExposure?: ((exposure: Exposure) => void) | undefined;
  /** Told of what went wrong. The application goes on in any case. */
  readonly onError?: ((error: ClientError) => void) | undefined;
  /** Left out: the global one. */
  readonly fetch?: typeof fetch | undefined;
}

/** What happened to the client: `ready` when it can evaluate, `stale` when what it has could not be checked. */
export interface ClientEvent {
  readonly type: 'ready' | 'stale' | 'error' | 'changed';
  /** Of `changed`: the keys of experiments that began, ended or are evaluated otherwise than before. */
  readonly experiments: readonly string[];
}

export type ClientStatus = 'loading' | 'ready' | 'stale' | 'error' | 'closed';
