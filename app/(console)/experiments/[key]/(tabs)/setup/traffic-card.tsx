import Link from 'next/link';
import { FactList } from '@/components/fact-list';
import { Card } from '@/components/page';
import { formatShare } from '@/lib/charts/format';
import { formatInstant } from '@/lib/charts/format-time';
import type { ExperimentView } from '@/lib/model/experiment-view';
import type { HoldoutView } from '@/lib/verbs/holdouts/holdout-view';

interface TrafficCardProps {
  readonly experiment: ExperimentView;
  /** Those that keep their units out of the next run. */
  readonly holdouts: readonly HoldoutView[];
  readonly timeZone: string;
}

/** What decides who takes part beside the audience. */
export function TrafficCard({ experiment, holdouts, timeZone }: TrafficCardProps) {
  const { layer, startsAt, endsAt, sticky, forced, prerequisite } = experiment;
  const when = (instant: Date | null, none: string) =>
    instant === null ? none : formatInstant(instant, timeZone);
  const facts = [
    ['Layer', layer === null ? 'none' : `${layer.key}, ${formatShare(layer.share)} of it`],
    ['Holdouts', holdouts.length === 0 ? 'none' : holdouts.map(holdoutWords).join(', ')],
    ['Starts', when(startsAt, 'with the run')],
    ['Ends', when(endsAt, 'when somebody stops it')],
    [
      'Prerequisite',
      prerequisite === null ? 'none' : `${prerequisite.variants.join(' or ')} of ${prerequisite.experiment}`,
    ],
    ['A unit keeps the variant it was first exposed to', sticky ? 'yes' : 'no'],
    [
      'Overrides',
      forced.length === 0 ? 'none' : forced.map(({ unit, variant }) => `${unit}: ${variant}`).join(', '),
    ],
  ] as const;
  return (
    <Card
      title="Traffic"
      description={
        <>
          Layers, holdouts and saved audiences are under <Link href="/traffic">Traffic</Link>.
        </>
      }
    >
      <FactList facts={facts} />
    </Card>
  );
}

function holdoutWords({ name, share }: HoldoutView): string {
  return `${name} (${formatShare(share)})`;
}
