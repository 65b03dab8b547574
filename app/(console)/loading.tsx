import { Skeleton, Stack } from '@mantine/core';
import { Page } from '@/components/page';

export default function Loading() {
  return (
    <Page>
      <Stack gap="lg" role="status" aria-label="Loading">
        <Skeleton height={32} width={240} />
        <Skeleton height={120} />
        <Skeleton height={240} />
      </Stack>
    </Page>
  );
}
