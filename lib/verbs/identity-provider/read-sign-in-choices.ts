import type { Reader } from '../../database/reader';

/** What the sign-in page offers to whom nobody knows yet: names, and nothing else of a workspace. */
export interface SignInChoices {
  readonly providers: readonly { readonly workspaceId: string; readonly name: string }[];
  /** Whether a password opens any workspace. */
  readonly takesPasswords: boolean;
}

/** The ways to sign in of this installation. No verb with a context: whoever asks has none. */
export async function readSignInChoices(reader: Reader): Promise<SignInChoices> {
  const stored = await reader.identityProvider.findMany({
    select: { workspaceId: true, name: true, passwordSignIn: true },
    orderBy: [{ name: 'asc' }, { workspaceId: 'asc' }],
  });
  const closed = stored.filter(({ passwordSignIn }) => !passwordSignIn).length;
  return {
    providers: stored.map(({ workspaceId, name }) => ({ workspaceId, name })),
    takesPasswords: closed === 0 || closed < (await reader.workspace.count()),
  };
}
