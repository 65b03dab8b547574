import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isSetUp } from '@/lib/console/console-context';
import { SetUpForm } from './set-up-form';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetUpPage({
  searchParams,
}: {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}) {
  if (await isSetUp()) redirect('/sign-in');
  const { token } = await searchParams;
  return <SetUpForm givenToken={typeof token === 'string' ? token : ''} />;
}
