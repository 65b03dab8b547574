import Link from 'next/link';
import { Page, PageHeader } from '@/components/page';

export default function NotFoundPage() {
  return (
    <main>
      <Page narrow>
        <PageHeader title="Not here" subtitle="Nothing is at this address, or it is not yours to see." />
        <p>
          <Link href="/experiments">To the experiments</Link>
        </p>
      </Page>
    </main>
  );
}
