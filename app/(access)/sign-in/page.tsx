import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isSetUp, readConsoleSession, readSignedInUser } from '@/lib/console/console-context';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage() {
  if (!(await isSetUp())) redirect('/set-up');
  if ((await readConsoleSession()) !== null) redirect('/experiments');
  // Signed in, and in no workspace.
  const stranded = (await readSignedInUser())?.email ?? null;
  return <SignInForm key={stranded} stranded={stranded} />;
}
