import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { BackLink, Page, PageHeader } from '@/components/page';
import { StatusBadge } from '@/components/status-badge';
import { TabLinks } from '@/components/tab-links';
import { formatInstant } from '@/lib/charts/format-time';
import { listEnvironments } from '@/lib/verbs/environments/list-environments';
import type { ExperimentView } from '@/lib/model/experiment-view';
import { consoleSession } from '../../../console-session';
import { ExperimentActions } from '../_header/experiment-actions';
import type { EnvironmentFacts } from '../_header/experiment-facts';
import { experimentOfPage, runOfPage, titleOfPage } from '../experiment-of-page';

interface ExperimentLayoutProps {
  readonly params: Promise<{ key: string }>;
  readonly children: ReactNode;
}

export async function generateMetadata({ params }: ExperimentLayoutProps): Promise<Metadata> {
  return { title: await titleOfPage((await params).key) };
}

export default async function ExperimentLayout({ params, children }: ExperimentLayoutProps) {
  const experiment = await experimentOfPage((await params).key);
  const { ctx, workspace } = await consoleSession();
  const { key, name, status, runs, version } = experiment;
  const base = `/experiments/${key}`;
  const { permissions } = ctx.actor;
  const { environments } = await listEnvironments({ ctx });
  const factsOf = (environment: string) => environmentFacts(experiment, environment);
  return (
    <Page>
      <PageHeader
        above={<BackLink href="/experiments">Experiments</BackLink>}
        title={name}
        subtitle={
          <span className="page-facts">
            <StatusBadge status={status} />
            <code>{key}</code>
            {runs.length === 0 && <span>Never started</span>}
            {experiment.environments.map(({ environment }) => (
              <span key={environment}>{life(runOfPage(experiment, environment), workspace.timeZone)}</span>
            ))}
          </span>
        }
        actions={
          <ExperimentActions
            experimentKey={key}
            name={name}
            status={status}
            version={version}
            hasRun={runs.length > 0}
            coverage={experiment.coverage}
            unitType={experiment.unitType}
            variants={experiment.variants.map((variant) => ({ key: variant.key, name: variant.name }))}
            shown={factsOf(runOfPage(experiment)?.environment ?? 'production')}
            environments={environments.map((environment) => factsOf(environment.key))}
            mayWrite={permissions.has('experiments:write')}
            mayAnalyse={permissions.has('results:write')}
          />
        }
      />
      <TabLinks
        label="Parts of the experiment"
        tabs={[
          { href: base, label: 'Results' },
          { href: `${base}/setup`, label: 'Set-up' },
          { href: `${base}/integrate`, label: 'Integrate' },
          { href: `${base}/why`, label: 'Why' },
        ]}
      />
      {children}
    </Page>
  );
}

function environmentFacts({ runs, environments }: ExperimentView, environment: string): EnvironmentFacts {
  const run = runs.find((one) => one.environment === environment);
  return {
    environment,
    status: environments.find((one) => one.environment === environment)?.status ?? 'never',
    run: run?.number ?? null,
    coverage: run?.coverage ?? 1,
    intakeOpen: run?.intakeClosedAt === null,
  };
}

function life(run: ExperimentView['runs'][number] | undefined, timeZone: string): string {
  if (run === undefined) return 'Never started';
  const started = formatInstant(run.startedAt, timeZone);
  const where = `run ${run.number} in ${run.environment}`;
  if (run.recordedAt !== null && run.endedAt !== null) {
    return `recorded elsewhere, ${started} to ${formatInstant(run.endedAt, timeZone)}; entered in ${run.environment}`;
  }
  if (run.endedAt === null) {
    const closed = run.intakeClosedAt === null ? '' : ', enrolment stopped';
    return `${where}, since ${started}${closed}`;
  }
  if (run.shippedVariant !== null)
    return `everybody in ${run.environment} gets \u201c${run.shippedVariant}\u201d`;
  return `${where}, ${started} to ${formatInstant(run.endedAt, timeZone)}`;
}
