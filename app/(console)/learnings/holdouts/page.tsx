import type { Metadata } from 'next';
import Link from 'next/link';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Notice } from '@/components/notice';
import { BackLink, Card, Page, PageHeader } from '@/components/page';
import { formatConfidence, formatCount, formatPStatement, formatShare } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import { FairsplitError } from '@/lib/errors';
import type { Context } from '@/lib/services/context';
import { analyseHoldout, type HoldoutAnalysis } from '@/lib/services/holdouts/analyse-holdout';
import { listHoldouts } from '@/lib/services/holdouts/list-holdouts';
import { listMetrics } from '@/lib/services/metrics/list-metrics';
import { consoleSession } from '../../console-session';
import { HoldoutQuestion, type Question } from './holdout-question';
import { HoldoutTable } from './holdout-table';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Holdouts' };

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

interface HoldoutsPageProps {
  readonly searchParams: Promise<Parameters>;
}

/** Computed when asked for: what all that was shipped did together. */
export default async function HoldoutsPage({ searchParams }: HoldoutsPageProps) {
  const question = questionOf(await searchParams);
  const { ctx, workspace } = await consoleSession();
  const { holdouts } = await listHoldouts({ ctx, input: { limit: 500 } });
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  const asked = question.holdout === '' || question.metrics.length === 0 ? null : await answer(ctx, question);
  const [first] = holdouts;
  return (
    <Page>
      <PageHeader
        above={<BackLink href="/learnings">Learnings</BackLink>}
        title="Holdouts"
        subtitle="What everything that was shipped did together: those who were kept out of it against everybody else."
      />
      {first === undefined ? (
        <EmptyState
          title="There is no holdout"
          text="A holdout keeps a small share of all units out of every experiment and of what is shipped. After some months the others, compared with it, show what all changes together were worth."
          action={
            <ButtonLink href="/traffic" variant="default">
              To the holdouts
            </ButtonLink>
          }
        />
      ) : (
        <Card
          title="Compare"
          description="Choose metrics and period before you look, and look once: every further look finds something by chance as often as the first."
        >
          <HoldoutQuestion
            key={JSON.stringify(question)}
            question={{ ...question, holdout: question.holdout === '' ? first.key : question.holdout }}
            holdouts={holdouts.map(({ key, name }) => ({ key, name }))}
            metrics={metrics
              .filter(({ definition }) => definition.source === undefined)
              .map(({ key, name }) => ({ key, name }))}
          />
        </Card>
      )}
      {typeof asked === 'string' && <Notice kind="refusal">{asked}</Notice>}
      {asked !== null && typeof asked !== 'string' && (
        <Answer analysis={asked} timeZone={workspace.timeZone} />
      )}
    </Page>
  );
}

function questionOf(parameters: Parameters): Question {
  const text = (name: string) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : '';
  };
  const metrics = text('metrics')
    .split(',')
    .filter((key) => key !== '');
  return { holdout: text('holdout'), metrics, from: text('from'), to: text('to') };
}

/** The analysis, or why there is none. */
async function answer(
  ctx: Context,
  { holdout, metrics, from, to }: Question,
): Promise<HoldoutAnalysis | string> {
  const midnight = (day: string) => (day === '' ? null : `${day}T00:00:00Z`);
  try {
    const input = { key: holdout, metrics, from: midnight(from), to: midnight(to) };
    return await analyseHoldout({ ctx, input });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    return error.message;
  }
}

interface AnswerProps {
  readonly analysis: HoldoutAnalysis;
  readonly timeZone: string;
}

function Answer({ analysis, timeZone }: AnswerProps) {
  const { holdout, from, to, units, sampleRatio, sampleRatioAlarm, alphaTwoSided } = analysis;
  const [held, others] = units.map((side) => side.units);
  const facts = [
    ['Period', `${formatInstant(from, timeZone)} to ${formatInstant(to, timeZone)}`],
    ['Held out', `${formatCount(held ?? 0)} units, ${formatShare(holdout.share)} planned`],
    ['Everybody else', `${formatCount(others ?? 0)} units`],
    ['Sample ratio', sampleRatio.ok ? formatPStatement(sampleRatio.value.p) : sampleRatio.detail],
    ['Confidence', `${formatConfidence(alphaTwoSided)}, each metric by itself`],
  ] as const;
  return (
    <>
      <Card
        title={holdout.name}
        description="Units that sent anything in the period, from their first event in it on. Their past is no covariate here: it may lie in the time of earlier changes."
      >
        <dl className="fact-list">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      {sampleRatioAlarm ? (
        <Notice kind="refusal" title="The two sides are not comparable">
          The holdout has not the share of the units that it keeps out (p &lt; 0.001). What was shipped may
          have brought or driven away units, or some of them are not sent; the metrics are not shown.
        </Notice>
      ) : (
        <Card title="Metrics" flush>
          <HoldoutTable analysis={analysis} />
        </Card>
      )}
      <Changes analysis={analysis} timeZone={timeZone} />
    </>
  );
}

function Changes({ analysis: { shipped, experiments }, timeZone }: AnswerProps) {
  return (
    <Card
      title="What it holds back"
      description="What was shipped by the end of the period and still is, and the experiments that ran in it: their variants are in the comparison too."
    >
      {shipped.length === 0 ? (
        <p>Nothing was shipped that this holdout knows.</p>
      ) : (
        <ul>
          {shipped.map(({ experiment, name, variant, endedAt }) => (
            <li key={experiment}>
              <Link href={`/experiments/${experiment}`}>{name}</Link>: {variant}, shipped after its run ended
              on {formatInstant(endedAt, timeZone)}
            </li>
          ))}
        </ul>
      )}
      {experiments.length > 0 && <p>Ran in the period: {experiments.join(', ')}.</p>}
    </Card>
  );
}
