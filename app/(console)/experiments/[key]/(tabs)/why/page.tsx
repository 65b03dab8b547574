import { Card } from '@/components/page';
import { listEnvironments } from '@/lib/verbs/environments/list-environments';
import { consoleSession } from '../../../../console-session';
import { experimentOfPage } from '../../experiment-of-page';
import { WhyForm } from './why-form';

interface WhyPageProps {
  readonly params: Promise<{ key: string }>;
}

export default async function WhyPage({ params }: WhyPageProps) {
  const { key } = await experimentOfPage((await params).key);
  const { ctx } = await consoleSession();
  const { environments } = await listEnvironments({ ctx });
  return (
    <Card
      title="Why did this unit get this?"
      description="Every rule as of now, passed or failed, with its buckets, and the rule that decided. This page records nothing."
    >
      <WhyForm experiment={key} environments={environments.map((one) => one.key)} />
    </Card>
  );
}
