import type { Metadata } from 'next';
import { AccessHeading } from '@/components/access/access-heading';
import { ButtonLink } from '@/components/button-link';
import { processDatabase } from '@/lib/auth/process-database';
import { readPasswordReset, whyNoReset } from '@/lib/verbs/members/password-reset-by-token';
import { NewPasswordForm } from './new-password-form';

export const metadata: Metadata = { title: 'New password' };

export default async function PasswordResetPage({
  params,
}: {
  readonly params: Promise<{ readonly token: string }>;
}) {
  const { token } = await params;
  const found = await readPasswordReset(processDatabase().prisma, token, new Date());
  const state = found?.state ?? 'unknown';
  if (found === null || state !== 'open') {
    return (
      <>
        <AccessHeading
          title="This link does not work"
          text={whyNoReset[state === 'open' ? 'unknown' : state]}
        />
        <ButtonLink href="/sign-in">Sign in</ButtonLink>
      </>
    );
  }
  return (
    <>
      <AccessHeading
        title="Choose a new password"
        text={`For ${found.email}. Setting it signs you out everywhere else.`}
      />
      <NewPasswordForm token={token} email={found.email} />
    </>
  );
}
