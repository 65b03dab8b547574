import { Command } from '@commander-js/extra-typings';
import { wholeWorkspace, type Context } from '../../../lib/auth/context';
import { permissionsOf } from '../../../lib/auth/permissions';
import { openDatabase, type Database } from '../../../lib/database/client';
import { provideServer } from '../../../lib/database/provide';
import { env } from '../../../lib/env';
import { InvalidInputError } from '../../../lib/errors';
import { allowPasswordSignIn } from '../../../lib/verbs/identity-provider/allow-password-sign-in';
import { createPasswordReset } from '../../../lib/verbs/members/create-password-reset';
import { print } from '../terminal';

export const signInSubcommand = new Command('sign-in').summary('how people sign in').addCommand(
  new Command('recover')
    .summary('let a member in who cannot sign in any more')
    .description(
      "Allows passwords again in the member's workspace, and prints a link by which they set one, once, within 24 hours. For when the identity provider is gone or set up wrongly, and nobody can sign in to mend it.",
    )
    .argument('<email>', "the member's address of e-mail")
    .action(async (email) => {
      const provided = await provideServer();
      const database = openDatabase({
        url: provided.url,
        maxConnections: 2,
        applicationName: 'fairsplit sign-in',
      });
      try {
        const { publicUrl, port } = env();
        const address = publicUrl ?? `http://127.0.0.1:${String(port)}`;
        for (const path of await recoverSignIn(database, email))
          print(`A new password can be set, once, within 24 hours: ${new URL(path, address).href}`);
      } finally {
        await database.close();
        await provided.stop();
      }
    }),
);

/**
 * Allows passwords in each workspace of the person. Returns the paths of links for a new password. Throws InvalidInputError where nobody has
 * the address, and what createPasswordReset throws.
 */
export async function recoverSignIn(database: Database, email: string): Promise<readonly string[]> {
  const members = await database.prisma.member.findMany({
    where: { user: { email: email.trim().toLowerCase() } },
    select: { id: true, workspaceId: true },
  });
  if (members.length === 0) throw new InvalidInputError(`No member has the address "${email}".`);
  const paths: string[] = [];
  for (const { id, workspaceId } of members) {
    const ctx: Context = {
      workspaceId,
      actor: {
        kind: 'system',
        id: 'command-line',
        label: 'The command line',
        permissions: permissionsOf('owner'),
        reach: wholeWorkspace,
      },
      database,
      now: () => new Date(),
    };
    await allowPasswordSignIn({ ctx });
    paths.push((await createPasswordReset({ ctx, input: { key: id } })).path);
  }
  return paths;
}
