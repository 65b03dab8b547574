'use client';

import { FailedPage, type FailedPageProps } from '@/components/failed-page';

/** Beside the console's menu, which could be made. */
export default function ErrorPage(props: FailedPageProps) {
  return <FailedPage {...props} />;
}
