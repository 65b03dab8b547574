import { z } from 'zod';

/** What became of an attempt to sign in: null is success, else what to tell the person. */
export type SignInProblem = string | null;

const refusalSchema = z.object({ code: z.string() });
const begunSchema = z.union([z.object({ url: z.string() }), z.object({ problem: z.string() })]);

/** Asks where to send the browser for an identity provider. A problem of null: the server does not answer, or not with a reason. */
export async function beginAtProvider(
  provider: string,
): Promise<{ readonly url: string } | { readonly problem: string | null }> {
  const response = await post('/api/auth/sign-in/provider', { provider });
  const answer = begunSchema.safeParse(await response?.json().catch(() => null));
  return answer.success ? answer.data : { problem: null };
}

/** Asks the server for a session; its cookie comes with the answer. */
export async function signIn(email: string, password: string): Promise<SignInProblem> {
  const response = await post('/api/auth/sign-in/email', { email, password });
  if (response === null) return 'The server does not answer. Check the connection and try again.';
  if (response.ok) return null;
  if (response.status === 429) return tooMany(response.headers.get('retry-after'));
  if (response.status === 403) {
    const { code } = refusalSchema.safeParse(await response.json().catch(() => null)).data ?? {};
    if (code === 'PASSWORDS_OFF')
      return 'Passwords are switched off for your workspace. Sign in with its identity provider.';
    return 'Sign-in is refused at this address. Open the console by its own address, or set FAIRSPLIT_PUBLIC_URL to this one.';
  }
  if (response.status === 503) return 'The database cannot be reached. Try again in a few seconds.';
  if (response.status >= 500) return 'The server could not sign you in. Try again in a moment.';
  return 'The e-mail address or the password is wrong.';
}

function tooMany(retryAfter: string | null): string {
  const seconds = Number(retryAfter ?? NaN);
  if (!(seconds > 0)) return 'Too many attempts. Wait a few seconds and try again.';
  const wait = seconds < 120 ? `${String(seconds)} seconds` : `${String(Math.ceil(seconds / 60))} minutes`;
  return `Too many attempts. Wait ${wait} and try again.`;
}

/** Ends the session on the server, so that a copied cookie is worth nothing afterwards. */
export async function signOut(): Promise<void> {
  await post('/api/auth/sign-out', {});
}

async function post(path: string, body: object): Promise<Response | null> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}
