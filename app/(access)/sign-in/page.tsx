import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { processDatabase } from '@/lib/auth/process-database';
import { isSetUp, readConsoleSession, readSignedInUser } from '@/lib/console/console-context';
import { readSignInChoices } from '@/lib/verbs/identity-provider/read-sign-in-choices';
import { providerProblemSentence } from './provider-problems';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  if (!(await isSetUp())) redirect('/set-up');
  if ((await readConsoleSession()) !== null) redirect('/experiments');
  // Signed in, and in no workspace.
  const stranded = (await readSignedInUser())?.email ?? null;
  const choices = await readSignInChoices(processDatabase().prisma);
  const problem = providerProblemSentence([(await searchParams)['problem']].flat()[0] ?? null);
  return <SignInForm key={stranded} stranded={stranded} choices={choices} cameBackWith={problem} />;
}
