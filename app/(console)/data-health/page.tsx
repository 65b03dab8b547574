import type { Metadata } from 'next';
import Link from 'next/link';
import { z } from 'zod';
import { Notice } from '@/components/notice';
import { Card, Page, PageHeader } from '@/components/page';
import { rolesWith } from '@/lib/auth/permissions';
import { formatInstant } from '@/lib/charts/format-time';
import { countVerdicts } from '@/lib/verbs/data/count-verdicts';
import { getIngestionSettings } from '@/lib/verbs/data/ingestion-settings';
import { listEnvironments } from '@/lib/verbs/environments/list-environments';
import { listCrowdedPersons } from '@/lib/verbs/data/list-crowded-persons';
import { listRejected } from '@/lib/verbs/data/list-rejected';
import { consoleSession } from '../console-session';
import { BotFilterSwitch } from './_health/bot-filter-switch';
import { CrowdedPersons } from './_health/crowded-persons';
import { EnvironmentLinks } from './_health/environment-links';
import { LiveItems } from './_health/live-items';
import { NothingArrived } from './_health/nothing-arrived';
import { RejectedItems } from './_health/rejected-items';
import { VerdictCounts } from './_health/verdict-counts';
import './_health/data-health.css';

export const metadata: Metadata = { title: 'Data health' };

const filtersSchema = z.object({
  environment: z.string().max(100).optional().catch(undefined),
  code: z.string().max(100).optional().catch(undefined),
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
});

interface DataHealthPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function DataHealthPage({ searchParams }: DataHealthPageProps) {
  const { environment: asked, code, after } = filtersSchema.parse(await searchParams);
  const { ctx, role, workspace } = await consoleSession();
  const { environments } = await listEnvironments({ ctx });
  const environment =
    environments.find(({ key }) => key === asked)?.key ?? environments[0]?.key ?? 'production';
  const [{ counts }, settings] = await Promise.all([
    countVerdicts({ ctx, input: { environment } }),
    getIngestionSettings({ ctx, input: { environment } }),
  ]);
  const mayRead = ctx.actor.permissions.has('data:read');
  const filter = {
    environment,
    ...(code === undefined ? {} : { code }),
    ...(after === undefined ? {} : { after }),
  };
  const rejected = mayRead ? await listRejected({ ctx, input: filter }) : null;
  const crowded = mayRead ? await listCrowdedPersons({ ctx, input: { environment } }) : { persons: [] };
  const isEmpty = counts.length === 0 && (rejected?.items.length ?? 0) === 0 && code === undefined;
  return (
    <Page>
      <PageHeader
        title="Data health"
        subtitle="What your applications send, what was refused and why, and how to fix it."
        actions={<EnvironmentLinks environments={environments} current={environment} />}
      />
      <CrowdedPersons
        environment={environment}
        persons={crowded.persons.map(({ unit, linkedUnits }) => ({ unit, linkedUnits }))}
        mayUndo={ctx.actor.permissions.has('data:manage')}
      />
      {isEmpty ? (
        <NothingArrived environment={environment} />
      ) : (
        <VerdictCounts counts={counts} environment={environment} now={ctx.now()} />
      )}
      {mayRead ? (
        <LiveItems key={environment} environment={environment} />
      ) : (
        <Notice kind="caution" title="You can see how many items came, but not the items">
          They may contain personal data, so seeing them needs the role {rolesWith('data:read')}; yours is{' '}
          {role}.
        </Notice>
      )}
      {rejected !== null && !isEmpty && (
        <Card
          title={code === undefined ? 'Refused items' : `Refused items with ${code}`}
          description="Kept as they arrived, for up to 90 days, 50,000 items and 256 MB. Fix what is wrong, then send them again: nothing is stored twice."
          actions={code !== undefined && <Link href={{ query: { environment } }}>Show all codes</Link>}
        >
          <RejectedItems
            environment={environment}
            code={code ?? null}
            mayReplay={ctx.actor.permissions.has('data:replay')}
            items={rejected.items.map((item) => ({
              id: item.id,
              kind: item.kind,
              code: item.code,
              detail: item.detail,
              body: item.body,
              received: formatInstant(item.receivedAt, workspace.timeZone),
            }))}
          />
          {rejected.next !== null && (
            <p className="health-more">
              <Link href={{ query: { ...filter, after: rejected.next } }}>Show older refused items</Link>
            </p>
          )}
        </Card>
      )}
      <Card title="Crawlers">
        <BotFilterSwitch
          environment={environment}
          isOn={settings.botFilter}
          mayChange={ctx.actor.permissions.has('data:manage')}
        />
      </Card>
    </Page>
  );
}
