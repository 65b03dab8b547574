import { IconPlus } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Card, Page, PageHeader } from '@/components/page';
import { counted } from '@/lib/charts/format-time';
import { metricSentence, windowSentence } from '@/lib/charts/metric-sentence';
import { listMetricGroups } from '@/lib/verbs/metric-groups/list-metric-groups';
import type { MetricGroupView } from '@/lib/verbs/metric-groups/metric-group-view';
import { listMetrics, type MetricSummary } from '@/lib/verbs/metrics/list-metrics';
import { consoleSession } from '../console-session';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Metrics' };

export default async function MetricsPage() {
  const { ctx } = await consoleSession();
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  const { groups } = await listMetricGroups({ ctx, input: { limit: 500 } });
  const mayWrite = ctx.actor.permissions.has('metrics:write');
  const define = mayWrite && (
    <ButtonLink href="/metrics/new" leftSection={<IconPlus size={16} />}>
      New metric
    </ButtonLink>
  );
  if (metrics.length === 0) {
    return (
      <Page>
        <PageHeader title="Metrics" />
        <EmptyState
          title="Say what counts"
          text="A metric turns the events of a unit into one number. Experiments compare that number between variants."
          steps={[
            {
              title: 'Name an event',
              text: 'Your application sends it when something happens: purchase, page-load.',
            },
            {
              title: 'Choose how it counts',
              text: 'The share of units that did it, or the mean of its values per unit.',
            },
            { title: 'Set a window', text: 'How long after a unit’s first exposure an event still counts.' },
          ]}
          action={define}
        />
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader title="Metrics" subtitle="Defined once, measured by any experiment." actions={define} />
      <Card flush>
        <section className="table-scroll" aria-label="Metrics" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Measures</th>
                <th scope="col">Window</th>
                <th scope="col">Better</th>
                <th scope="col">Used by</th>
              </tr>
            </thead>
            <tbody>
              {metrics.map((metric) => (
                <MetricRow key={metric.key} metric={metric} />
              ))}
            </tbody>
          </table>
        </section>
      </Card>
      <Groups groups={groups} mayWrite={mayWrite} />
    </Page>
  );
}

function Groups({
  groups,
  mayWrite,
}: {
  readonly groups: readonly MetricGroupView[];
  readonly mayWrite: boolean;
}) {
  return (
    <Card
      title="Groups"
      description="Metrics with their roles, which you add to an experiment in one step."
      actions={
        mayWrite && (
          <ButtonLink href="/metrics/groups/new" variant="default">
            New group
          </ButtonLink>
        )
      }
      flush={groups.length > 0}
    >
      {groups.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <section className="table-scroll" aria-label="Metric groups" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Group</th>
                <th scope="col">Metrics</th>
              </tr>
            </thead>
            <tbody>
              {groups.map(({ key, name, metrics }) => (
                <tr key={key}>
                  <th scope="row">
                    <Link href={`/metrics/groups/${key}`}>{name}</Link>
                  </th>
                  <td>{metrics.map(({ metric, role }) => `${metric} (${role})`).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

function MetricRow({ metric }: { readonly metric: MetricSummary }) {
  const { key, name, unit, direction, experiments } = metric;
  return (
    <tr>
      <th scope="row">
        <Link href={`/metrics/${key}`}>{name}</Link>
      </th>
      <td>
        {metricSentence(metric)}
        {unit !== '' && `, in ${unit}`}
      </td>
      <td>{windowSentence(metric)}</td>
      <td>{direction === 'higher-is-better' ? 'Higher' : 'Lower'}</td>
      <td>{counted(experiments, 'experiment')}</td>
    </tr>
  );
}
