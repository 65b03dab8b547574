import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isSetUp } from '@/lib/auth/console-context';
import { SetUpForm } from './set-up-form';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetUpPage() {
  if (await isSetUp()) redirect('/sign-in');
  return <SetUpForm />;
}
