import { createClientOn, type Client } from './client';
import { nodePlatform } from './node-platform';
import type { ClientOptions } from './options';

export * from './api';

/** A client in a server process: one for each environment, closed when the process ends. Never throws. */
export function createClient(options: ClientOptions): Client {
  return createClientOn(nodePlatform, options);
}
