import { z } from 'zod';
import type { Caller } from '../../auth/context';
import { roles } from '../../auth/permissions';
import { openSealedText, sealText } from '../../auth/sealed-text';
import { roleOfStored } from '../../auth/stored-role';
import type { IdentityProvider } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { env, secret } from '../../env';
import { NotFoundError } from '../../errors';
import { historyFields, setByServer } from '../../model/answer-fields';
import type { DeepReadonly } from '../../model/deep-readonly';
import { nameSchema, textSchema } from '../../model/key';
import { addressProblem } from '../../oidc/provider-request';
import { roleField } from '../members/member-view';

const issuerField = textSchema(500)
  .trim()
  .superRefine((text, context) => {
    const query = text.includes('?') ? 'An issuer has no query ("?").' : null;
    const problem = addressProblem(text) ?? query;
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  })
  .describe("The provider's issuer, exactly as its own document says it.");

const domainField = z
  .string('A domain is text.')
  .trim()
  .toLowerCase()
  .max(253, 'At most 253 characters.')
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/, 'Write a domain such as example.com.');

const groupRoleSchema = z.strictObject({
  group: textSchema(256).trim().min(1, 'Name the group.'),
  role: z.enum(roles),
});

const distinct = <Item>(items: readonly Item[], of: (item: Item) => string) =>
  new Set(items.map(of)).size === items.length;

/** What an owner says of a provider, beside its secret. */
export const providerFields = {
  name: nameSchema.describe('What people read on the sign-in page: "Continue with NAME".'),
  issuer: issuerField,
  clientId: textSchema(300).trim().min(1, 'The client ID is needed.'),
  domains: z
    .array(domainField)
    .min(1, 'Name at least one domain.')
    .max(20, 'At most 20 domains.')
    .refine((domains) => distinct(domains, (one) => one), 'A domain is there twice.')
    .describe('Domains of e-mail addresses that the provider answers for.'),
  defaultRole: roleField.describe('Of who signs in for the first time and is in none of the groups.'),
  groupsClaim: textSchema(100)
    .trim()
    .min(1)
    .nullable()
    .describe('Name of the claim that lists groups. Null: roles are given in Fairsplit alone.'),
  groupRoles: z
    .array(groupRoleSchema)
    .max(50, 'At most 50 groups.')
    .refine((given) => distinct(given, ({ group }) => group), 'A group is there twice.')
    .describe('Which group brings which role. Of several, the one that may most.'),
  passwordSignIn: z.boolean().describe('Whether members may sign in with a password too.'),
};

export const secretField = textSchema(1_000).min(1, 'The client secret is needed.');

export const identityProviderSchema = z
  .object({
    ...providerFields,
    redirectUri: setByServer(z.string().describe('To enter at the provider as an allowed redirect URI.')),
    ...historyFields,
  })
  .meta({
    id: 'IdentityProvider',
    description: 'Where people sign in by OpenID Connect; never with its secret.',
  });

export type IdentityProviderView = DeepReadonly<z.output<typeof identityProviderSchema>>;

const storedGroupRoles = z.array(z.object({ group: z.string(), role: z.enum(roles) }));

export function toIdentityProviderView(stored: IdentityProvider): IdentityProviderView {
  const { name, issuer, clientId, domains, groupsClaim, passwordSignIn } = stored;
  const { version, createdAt, updatedAt } = stored;
  return {
    ...{ name, issuer, clientId, domains, groupsClaim, passwordSignIn, version, createdAt, updatedAt },
    defaultRole: roleOfStored[stored.defaultRole],
    groupRoles: storedGroupRoles.parse(stored.groupRoles),
    redirectUri: redirectUriOf(stored.workspaceId),
  };
}

/** Where the provider of a workspace sends people back to: below the address at which browsers reach the console. */
export function redirectUriOf(workspaceId: string): string {
  const { publicUrl, port } = env();
  const origin = publicUrl === undefined ? `http://127.0.0.1:${String(port)}` : new URL(publicUrl).origin;
  return `${origin}/api/auth/callback/${workspaceId}`;
}

/** The workspace's provider as it is stored; null: it has none. */
export async function storedProvider(
  reader: Reader,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
): Promise<IdentityProvider | null> {
  return reader.identityProvider.findUnique({ where: { workspaceId } });
}

/** The same. Throws {@link NotFoundError}. */
export async function findProvider(
  reader: Reader,
  ctx: Pick<Caller, 'workspaceId'>,
): Promise<IdentityProvider> {
  const stored = await storedProvider(reader, ctx);
  if (stored === null) throw new NotFoundError('identity provider', 'single sign-on');
  return stored;
}

/** What is sealed for one workspace, issuer and client opens for no other: a stored secret is sent nowhere else. */
interface SecretPlace {
  readonly workspaceId: string;
  readonly issuer: string;
  readonly clientId: string;
}

const placeOf = ({ workspaceId, issuer, clientId }: SecretPlace) =>
  `identity provider ${JSON.stringify([workspaceId, issuer, clientId])}`;

export function sealClientSecret(place: SecretPlace, text: string): Uint8Array<ArrayBuffer> {
  return sealText(secret(), placeOf(place), text);
}

/** Null: it was sealed with another secret of the installation, and has to be given again. */
export function openClientSecret(
  stored: SecretPlace & Pick<IdentityProvider, 'sealedClientSecret'>,
): string | null {
  return openSealedText(secret(), placeOf(stored), stored.sealedClientSecret);
}
