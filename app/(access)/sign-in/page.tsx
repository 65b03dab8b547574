import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isSetUp, readConsoleSession } from '@/lib/console/console-context';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage() {
  if (!(await isSetUp())) redirect('/set-up');
  if ((await readConsoleSession()) !== null) redirect('/experiments');
  return <SignInForm />;
}
