/** What became of an attempt to sign in: null is success, else what to tell the person. */
export type SignInProblem = string | null;

/** Asks the server for a session; its cookie comes with the answer. */
export async function signIn(email: string, password: string): Promise<SignInProblem> {
  const response = await post('/api/auth/sign-in/email', { email, password });
  if (response === null) return 'The server does not answer. Check the connection and try again.';
  if (response.ok) return null;
  if (response.status === 429) return tooMany(response.headers.get('retry-after'));
  if (response.status === 403) {
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
