import type { Metadata } from 'next';
import Link from 'next/link';
import { FactList } from '@/components/fact-list';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';
import { Notice } from '@/components/notice';
import { BackLink, Card, Page, PageHeader } from '@/components/page';
import { sourceOf } from '@/lib/model/metrics/kinds';
import { formatConfidence, formatCount, formatPStatement, formatShare } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import { alarmStatement } from '@/lib/charts/sample-ratio';
import { FairsplitError } from '@/lib/errors';
import type { Context } from '@/lib/auth/context';
import type { HoldoutAnalysis } from '@/lib/verbs/analysis/result-answers';
import { analyseHoldout } from '@/lib/verbs/holdouts/analyse-holdout';
import { listHoldouts } from '@/lib/verbs/holdouts/list-holdouts';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';
import { consoleSession } from '../../console-session';
import { HoldoutQuestion, type Question } from './holdout-question';
import { HoldoutTable } from './holdout-table';
import '@/components/data-table.css';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

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
        subtitle="Cumulative effect of everything shipped: compares holdout units with all other active units."
      />
      {first === undefined ? (
        <EmptyState
          title="No holdout yet"
          text="A holdout excludes a small share of all units from every experiment and from what is shipped. After some months, comparing it with all other units shows what all changes together were worth."
          action={
            <ButtonLink href="/traffic" variant="default">
              To the holdouts
            </ButtonLink>
          }
        />
      ) : (
        <Card
          title="Compare"
          description="Choose metrics and period before you look, and look only once: each further look can find something by chance, as often as the first."
        >
          <HoldoutQuestion
            key={JSON.stringify(question)}
            question={{ ...question, holdout: question.holdout === '' ? first.key : question.holdout }}
            holdouts={holdouts.map(({ key, name }) => ({ key, name }))}
            metrics={metrics
              .filter((metric) => sourceOf(metric) === null)
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
    ['Sample ratio', sampleRatio.ok ? formatPStatement(sampleRatio.value.p) : cannotSaySentence(sampleRatio)],
    ['Confidence', `${formatConfidence(alphaTwoSided)}, each metric by itself`],
  ] as const;
  return (
    <>
      <Card
        title={holdout.name}
        description="Units that sent an event in the period, from their first event in it on. Earlier events are not used as a covariate: they may already be affected by earlier changes."
      >
        <FactList facts={facts} />
      </Card>
      {sampleRatioAlarm ? (
        <Notice kind="refusal" title="The two sides are not comparable">
          The share of units in the holdout is not the share that it excludes ({alarmStatement}). What was
          shipped may have attracted or driven away units, or some units are not sent. The metrics are not
          shown.
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
      title="What the holdout excludes"
      description="Variants shipped by the end of the period and still served, and experiments that ran in it: their variants are part of the comparison too."
    >
      {shipped.length === 0 ? (
        <p>Nothing was shipped while this holdout was active.</p>
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
