import { env } from '../env';

// Under which names this server is reached. What a request says of that is believed only where it comes through proxies that are
// ours: a forwarded host is text of whoever sent it.

interface AddressSettings {
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
}

type HeaderOf = (name: string) => string | null | undefined;

/** The address to show to people, such as https://fairsplit.example: the public one first. */
export function serverAddress(header: HeaderOf, settings: AddressSettings = env()): string {
  if (settings.publicUrl !== undefined) return new URL(settings.publicUrl).origin;
  const host = forwarded(header('x-forwarded-host'), settings) ?? header('host') ?? 'localhost:3000';
  const protocol = forwarded(header('x-forwarded-proto'), settings) === 'https' ? 'https' : 'http';
  return `${protocol}://${host}`;
}

/** Every host, with its port, under which the request's own pages may stand. */
export function ownHosts(header: HeaderOf, settings: AddressSettings): readonly string[] {
  const { publicUrl } = settings;
  return [
    header('host'),
    forwarded(header('x-forwarded-host'), settings),
    publicUrl === undefined ? null : new URL(publicUrl).host,
  ].filter((host) => typeof host === 'string');
}

/** What the outermost of our proxies wrote; what stands before it was written by the client. */
function forwarded(value: string | null | undefined, { trustedProxies }: AddressSettings): string | null {
  if (trustedProxies === 0 || value === null || value === undefined) return null;
  const entries = value.split(',').map((entry) => entry.trim());
  return entries.at(-trustedProxies) ?? entries[0] ?? null;
}
