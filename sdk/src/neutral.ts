import { createClientOn, type Client } from './client';
import { neutralPlatform } from './neutral-platform';
import type { ClientOptions } from './options';

export * from './api';

/** A client where there is neither a page nor Node: await `flush` before a request's end, or close. Never throws. */
export function createClient(options: ClientOptions): Client {
  return createClientOn(neutralPlatform, options);
}
