import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { ButtonLink } from '@/components/button-link';
import { Card, Page, PageHeader } from '@/components/page';
import { formatInstant } from '@/lib/charts/format-time';
import { scanInteractions } from '@/lib/services/analysis/scan-interactions';
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
          text="Where the same units meet two experiments at once, the effect of one may depend on the other. Most pairs do not interact, and running side by side costs nothing; two changes to the same place of a page may. Put such two into one layer, and they never share a unit."
          action={
            <ButtonLink href="/traffic" variant="default">
              To the layers
            </ButtonLink>
          }
        />
      ) : (
        <Card
          title="Pairs of variants"
          description="On each success metric, the effect of the first with the second on, minus its effect with the second off (Wald’s test); p is corrected for all of the scan (Benjamini and Hochberg). What interacts is to be read together, or run one after the other."
          flush
        >
          <InteractionTable scan={scan} />
        </Card>
      )}
    </Page>
  );
}
