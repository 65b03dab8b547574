import { consoleAuthRoute } from '../../lib/console/console-auth';
import { consoleSessionOf, type ConsoleSession } from '../../lib/console/console-context';
import { z } from 'zod';

export const consoleOrigin = 'http://127.0.0.1:3000';

/** What a browser keeps for one site. */
interface Jar {
  readonly header: () => string;
  readonly keep: (response: Response) => void;
}

function createJar(): Jar {
  const kept = new Map<string, string>();
  return {
    header: () => [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
    keep: (response) => {
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = cookie.split(';');
        const at = pair.indexOf('=');
        const isOver = attributes.some(
          (one) => /^\s*max-age=0$/i.test(one) || /expires=Thu, 01 Jan 1970/i.test(one),
        );
        if (isOver) kept.delete(pair.slice(0, at));
        else kept.set(pair.slice(0, at), pair.slice(at + 1));
      }
    },
  };
}

const begunSchema = z.object({ url: z.string() });

/** A browser at the console and at the provider, a step at a time, so that a test may change what goes between them. */
export function openBrowser(workspaceId: string) {
  const own = createJar();
  const theirs = createJar();
  const begin = async (origin = consoleOrigin): Promise<Response> => {
    const response = await consoleAuthRoute(
      new Request(`${consoleOrigin}/api/auth/sign-in/provider`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie: own.header() },
        body: JSON.stringify({ provider: workspaceId }),
      }),
    );
    own.keep(response);
    return response;
  };
  return {
    begin,
    /** The address at the provider that the sign-in begins with. */
    start: async (): Promise<URL> => new URL(begunSchema.parse(await (await begin()).json()).url),
    /** Signs in at the provider, and gives the address that it sends the browser back to. */
    visit: async (address: URL): Promise<URL> => {
      let at = address;
      for (let step = 0; step < 10; step += 1) {
        const response = await fetch(at, { redirect: 'manual', headers: { cookie: theirs.header() } });
        theirs.keep(response);
        const location = response.headers.get('location');
        if (location === null)
          throw new Error(`The provider answered ${String(response.status)}: ${await response.text()}`);
        at = new URL(location, at);
        if (at.origin === consoleOrigin) return at;
      }
      throw new Error('The provider goes on redirecting.');
    },
    /** Comes back to the console; gives where it leads. */
    comeBack: async (address: URL): Promise<string> => {
      const response = await consoleAuthRoute(new Request(address, { headers: { cookie: own.header() } }));
      own.keep(response);
      return response.headers.get('location') ?? `status ${String(response.status)}`;
    },
    session: (): Promise<ConsoleSession | null> => consoleSessionOf(new Headers({ cookie: own.header() })),
  };
}

/** All of it at once. */
export async function signInBy(
  workspaceId: string,
  browser = openBrowser(workspaceId),
): Promise<{ readonly led: string; readonly session: ConsoleSession | null }> {
  const led = await browser.comeBack(await browser.visit(await browser.start()));
  return { led, session: await browser.session() };
}
