import type { Context } from '../../lib/auth/context';
import { keyContext } from '../../lib/auth/key-context';
import type { Database } from '../../lib/database/client';
import { createControlPlane } from '../../lib/api/control-plane';
import { webAnswer } from '../../lib/protocol/web-response';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, for bodies that are not JSON. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ControlPlaneCaller = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Calls the control plane as an HTTP edge does, with a key. An error of ours fails the test that met it. */
export function controlPlaneCaller(database: Database, key: string | null): ControlPlaneCaller {
  return callerFor(key, (authorization) => keyContext(database, authorization));
}

/** Calls it as whoever the context is of, such as a person with a role. */
export function controlPlaneCallerAs(ctx: Context): ControlPlaneCaller {
  return callerFor(null, () => Promise.resolve(ctx));
}

function callerFor(
  key: string | null,
  contextOf: (authorization: string | null) => Promise<Context>,
): ControlPlaneCaller {
  const controlPlane = createControlPlane({
    contextFor: (incoming) => contextOf(incoming.header('authorization')),
    onError: (error) => {
      throw error;
    },
    ingestion: () => Promise.reject(new Error('nothing is taken in here')),
  });
  return async (method, path, { body, rawBody, headers = {} } = {}) => {
    const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const request = new Request(`http://fairsplit.test${path}`, {
      method,
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const response = await webAnswer(controlPlane, request);
    if (response === null) throw new Error(`No route of the control plane takes ${path}.`);
    const answer = await response.text();
    const parsed: unknown = answer === '' ? undefined : JSON.parse(answer);
    return { status: response.status, headers: response.headers, body: parsed };
  };
}
