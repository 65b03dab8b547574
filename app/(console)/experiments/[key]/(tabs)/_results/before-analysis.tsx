import { EmptyState } from '@/components/empty-state';
import type { ExperimentView } from '@/lib/model/experiment-view';

/** The result page while there is no analysis: what is missing, in order. */
export function BeforeAnalysis({ experiment }: { readonly experiment: ExperimentView }) {
  const { key, runs } = experiment;
  if (runs.length === 0) {
    return (
      <EmptyState
        title="Not started yet"
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
          { title: 'Start', text: 'Use the button above. It says first what will happen.' },
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
          title: 'Check that exposures arrive',
          text: 'The snippets show how they are sent.',
          href: `/experiments/${key}/integrate`,
        },
        { title: 'Analyse', text: 'Use the button above. Health comes first.' },
      ]}
    />
  );
}
