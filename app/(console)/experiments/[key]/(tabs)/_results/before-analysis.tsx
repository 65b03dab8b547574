import { EmptyState } from '@/components/empty-state';
import type { ExperimentView } from '@/lib/services/experiments/experiment-view';

/** The result page while there is no analysis: what is missing, in order. */
export function BeforeAnalysis({ experiment }: { readonly experiment: ExperimentView }) {
  const { key, runs } = experiment;
  if (runs.length === 0) {
    return (
      <EmptyState
        title="Nothing has run yet"
        text="The set-up can still be changed. Starting freezes it into a run."
        steps={[
          {
            title: 'Check the set-up',
            text: 'Variants, audience, metrics and plan.',
            href: `/experiments/${key}/setup`,
          },
          {
            title: 'Connect the application',
            text: 'Ask for a variant, record the exposure.',
            href: `/experiments/${key}/integrate`,
          },
          { title: 'Start', text: 'With the button above. It says what will happen first.' },
        ]}
      />
    );
  }
  return (
    <EmptyState
      title="Running, not analysed yet"
      text={
        '\u201cAnalyse now\u201d reads the exposures and events recorded so far and stores the result, with the SQL behind it.'
      }
      steps={[
        {
          title: 'See that exposures arrive',
          text: 'The snippets show how they are sent.',
          href: `/experiments/${key}/integrate`,
        },
        { title: 'Analyse', text: 'With the button above. Health comes first.' },
      ]}
    />
  );
}
