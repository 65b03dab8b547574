import type { Health } from '../model/health';
import { formatCount, formatShare } from './format';
import type { Tone } from './reading';

/** A check of the health card. */
export interface HealthStatement {
  readonly tone: Tone;
  readonly title: string;
  readonly figure: string;
  readonly text: string;
}

/**
 * How late evidence came, and which events fell silent: a statement each. What was recorded elsewhere and entered afterwards came late as a
 * whole, which says nothing.
 */
export function lateEvidence(
  { delays }: Pick<Health, 'delays'>,
  { isRecorded }: { readonly isRecorded: boolean },
): readonly HealthStatement[] {
  if (delays === null) return [];
  return [...(isRecorded ? [] : [lateness(delays)]), ...silence(delays)];
}

type Delays = NonNullable<Health['delays']>;

function lateness({ events, exposures, lateExposures }: Delays): HealthStatement {
  const all = events.reduce((sum, one) => sum + one.events, 0);
  const late = events.reduce((sum, one) => sum + one.late, 0);
  return {
    tone: late > 0 || lateExposures > 0 ? 'notice' : 'good',
    title: 'Evidence more than a day late',
    figure: all + exposures === 0 ? 'Nothing came' : formatShare((late + lateExposures) / (all + exposures)),
    text: `${formatCount(late)} of ${formatCount(all)} events and ${formatCount(lateExposures)} of ${formatCount(exposures)} exposures.`,
  };
}

function silence({ events }: Delays): readonly HealthStatement[] {
  const silent = events.filter((one) => one.events === 0).map(({ name }) => name);
  if (silent.length === 0) return [];
  return [
    {
      tone: 'notice',
      title: 'Events that stay away',
      figure: formatCount(silent.length),
      text: `No ${silent.join(', ')} event occurred in the three days that ended a day before this analysis.`,
    },
  ];
}
