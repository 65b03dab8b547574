import { browserPlatform } from './browser-platform';
import { createClientOn, type Client } from './client';
import type { ClientOptions } from './options';

export * from './api';

/** A client in a page. It works from its first line on: with what was kept, or else with defaults. Never throws. */
export function createClient(options: ClientOptions): Client {
  return createClientOn(browserPlatform, options);
}
