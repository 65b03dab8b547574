import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Page, PageHeader } from '@/components/page';

/** An address of the console that names nothing, or nothing of this workspace: the two look alike. */
export default function NotFoundPage() {
  return (
    <Page>
      <PageHeader title="Not here" />
      <EmptyState
        title="Nothing is at this address"
        text="It may have been deleted, renamed, or it belongs to another workspace."
        action={
          <ButtonLink href="/experiments" variant="default">
            To the experiments
          </ButtonLink>
        }
      />
    </Page>
  );
}
