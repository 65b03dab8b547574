import type { Metadata } from 'next';
import { AccessHeading } from '@/components/access/access-heading';
import { ButtonLink } from '@/components/button-link';
import { Notice } from '@/components/notice';
import { processDatabase } from '@/lib/auth/process-database';
import { readSignedInUser } from '@/lib/console/console-context';
import { readInvitation, whyNot } from '@/lib/verbs/members/invitation-by-token';
import { JoinForm } from './join-form';
import { NewAccountForm } from './new-account-form';

export const metadata: Metadata = { title: 'Invitation' };

export default async function InvitationPage({
  params,
}: {
  readonly params: Promise<{ readonly token: string }>;
}) {
  const { token } = await params;
  const found = await readInvitation(processDatabase().prisma, token, new Date());
  const state = found?.state ?? 'unknown';
  if (found === null || state !== 'open') {
    return (
      <>
        <AccessHeading title="This link does not work" text={whyNot[state === 'open' ? 'unknown' : state]} />
        <ButtonLink href="/sign-in">Sign in</ButtonLink>
      </>
    );
  }
  const { email, hasAccount, workspace, role, invitedBy } = found;
  const signedIn = await readSignedInUser();
  return (
    <>
      <AccessHeading
        title={`Join ${workspace}`}
        text={`${invitedBy} invites ${email} to take part with the role ${role}.`}
      />
      {signedIn !== null && signedIn.email !== email && (
        <Notice kind="caution" title={`You are signed in as ${signedIn.email}`}>
          Joining signs you in as {email} instead.
        </Notice>
      )}
      {hasAccount ? (
        <JoinForm token={token} email={email} isSignedIn={signedIn?.email === email} />
      ) : (
        <NewAccountForm token={token} email={email} />
      )}
    </>
  );
}
