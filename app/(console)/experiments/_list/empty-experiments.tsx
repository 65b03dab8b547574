import { IconPlus } from '@tabler/icons-react';
import { ButtonLink } from '@/components/button-link';
import { EmptyState } from '@/components/empty-state';

/** The first sight of the console: what to do, in order. */
export function EmptyExperiments({ mayWrite }: { readonly mayWrite: boolean }) {
  return (
    <EmptyState
      title="Ask your users the first question"
      text="An experiment shows variants to comparable groups and measures what each does. It takes about five minutes."
      steps={[
        {
          title: 'Name a metric',
          text: 'An event your application sends, such as a purchase.',
          href: '/metrics/new',
        },
        {
          title: 'Describe the experiment',
          text: 'Hypothesis, variants, audience, and what would convince you.',
          href: '/experiments/new',
        },
        {
          title: 'Make a key and connect',
          text: 'Your application asks for variants and records exposures over HTTP or OpenFeature.',
          href: '/settings/keys',
        },
        { title: 'Start and read', text: 'Health first, then intervals, with the SQL behind each figure.' },
      ]}
      action={
        mayWrite ? (
          <ButtonLink href="/experiments/new" size="md" leftSection={<IconPlus size={18} />}>
            New experiment
          </ButtonLink>
        ) : null
      }
    />
  );
}

/** A filter that matches nothing. */
export function NothingFound() {
  return (
    <EmptyState
      title="No experiment matches"
      text="Try fewer letters, or another status. Archived experiments are listed under their own status only."
      action={
        <ButtonLink href="/experiments" variant="default">
          Show all
        </ButtonLink>
      }
    />
  );
}
