import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { ButtonLink } from '@/components/button-link';
import { Card, Page, PageHeader } from '@/components/page';
import { formatInstant } from '@/lib/charts/format-time';
import { scanInteractions } from '@/lib/verbs/analysis/scan-interactions';
import { consoleSession } from '../../console-session';
import { InteractionTable } from './interaction-table';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Interactions' };

/** A scan as of now: the one page that has its figures computed, because it is opened seldom and nothing is decided by it. */
export default async function InteractionsPage() {
  const { ctx, workspace } = await consoleSession();
  const scan = await scanInteractions({ ctx, input: {} });
  return (
    <Page>
      <PageHeader
        title="Interactions"
        subtitle={`Experiments that share units: does the effect of one depend on the other? As of ${formatInstant(scan.scannedAt, workspace.timeZone)}.`}
      />
      {scan.interactions.length === 0 ? (
        <EmptyState
          title="No two experiments share units"
          text="If the same units take part in two experiments at once, the effect of one may depend on the other. Most pairs do not interact, so running them in parallel costs nothing; two changes to the same part of a page may interact. Put such a pair into one layer, and they never share a unit."
          action={
            <ButtonLink href="/traffic" variant="default">
              To the layers
            </ButtonLink>
          }
        />
      ) : (
        <Card
          title="Pairs of variants"
          description="On each success metric, one plus the relative effect of the first with the second on, over the same with the second off: 0 % where the relative effect does not depend on the other (Wald’s test of logarithms). p is corrected for all of the scan (Benjamini and Hochberg). Read interacting experiments together, or run them one after the other."
          flush
        >
          <InteractionTable scan={scan} />
        </Card>
      )}
    </Page>
  );
}
