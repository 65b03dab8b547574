import { Card } from '@/components/page';
import { extensionSentences } from '@/lib/charts/extension-sentences';
import { planStanding } from '@/lib/charts/plan-standing';
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
  const extended = extensionSentences(run.extensions, configuration.plan, timeZone);
  return (
    <Card
      title="Plan"
      description="A unit has matured when the windows of all metrics have ended for it; looks count these."
    >
      <dl className="fact-list">
        {figures.map(({ term, figure }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {extended.length > 0 && (
        <ul className="plan-sentences">
          {extended.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <h3 className="plan-heading">Detectable now</h3>
      <p className="plan-note">
        What the units of today could find, from the mean and spread of all units together, whatever the
        effect is. A look on the way is stricter than the one at the end. How large the effect may still be is
        said by its interval.
      </p>
      <ul className="plan-sentences">
        {detectable.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Card>
  );
}
