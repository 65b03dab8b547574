import { FactList } from '@/components/fact-list';
import { Card } from '@/components/page';
import { setupPlans } from '@/lib/charts/setup-plans';
import type { ExperimentView } from '@/lib/model/experiment-view';
import { runOfPage } from '../../experiment-of-page';

interface PlanOfSetupProps {
  readonly experiment: ExperimentView;
  readonly timeZone: string;
}

/** What the run that the other tabs show is judged by, and the plan of the next one where that is another. */
export function PlanOfSetup({ experiment, timeZone }: PlanOfSetupProps) {
  return setupPlans(experiment, runOfPage(experiment), timeZone).map(
    ({ title, description, facts, extensions }) => (
      <Card key={title} title={title} description={description}>
        <FactList facts={facts} />
        {extensions.length > 0 && (
          <ul className="setup-extensions">
            {extensions.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </Card>
    ),
  );
}
