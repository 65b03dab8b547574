'use client';

import { FailedPage, type FailedPageProps } from '@/components/failed-page';

/** Where not even the console's menu could be made, as when the database is away. */
export default function ErrorPage(props: FailedPageProps) {
  return (
    <main>
      <FailedPage {...props} />
    </main>
  );
}
