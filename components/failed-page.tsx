'use client';

import { Button } from '@mantine/core';
import { Page, PageHeader } from './page';

export interface FailedPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What a page shows when its reading failed: nothing is lost, and trying again is safe. */
export function FailedPage({ error, reset }: FailedPageProps) {
  return (
    <Page narrow>
      <PageHeader
        title="This page could not be shown"
        subtitle={`Nothing was lost. The server's log has the reason${error.digest === undefined ? '' : ` under ${error.digest}`}.`}
      />
      <div>
        <Button onClick={reset}>Try again</Button>
      </div>
    </Page>
  );
}
