import { FactList } from '@/components/fact-list';
import { Card } from '@/components/page';
import { extensionSentences } from '@/lib/charts/extension-sentences';
import { detectableHeading, maturedSentence, planStanding } from '@/lib/charts/plan-standing';
import type { RunView } from '@/lib/model/run';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import './plan-card.css';

interface PlanCardProps {
  readonly analysis: AnalysisView;
  readonly run: RunView;
  readonly timeZone: string;
}

/** The run beside its plan: how far it is, and what can be found with the units that there are. */
export function PlanCard({ analysis, run, timeZone }: PlanCardProps) {
  const { configuration, result, decision, horizon } = analysis;
  const { figures, detectable } = planStanding({
    plan: configuration.plan,
    result,
    decision,
    horizon,
    startedAt: run.startedAt,
    ended: run.endedAt !== null,
    intakeOpen: run.intakeClosedAt === null,
  });
  const heading = detectableHeading(run.endedAt !== null);
  const extended = extensionSentences(run.extensions, configuration.plan, timeZone);
  return (
    <Card title="Plan" description={maturedSentence}>
      <FactList facts={figures.map(({ term, figure }) => [term, figure] as const)} />
      {extended.length > 0 && (
        <ul className="plan-sentences">
          {extended.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <h3 className="plan-heading">{heading.title}</h3>
      <p className="plan-note">{heading.note}</p>
      <ul className="plan-sentences">
        {detectable.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Card>
  );
}
