import type { Health } from '../model/health';
import type { RunMetric } from '../model/run-configuration';
import { isOpenEnded } from './ended-windows';
import { formatCount, formatShare } from './format';
import type { Tone } from './reading';

/** A check of the health card. */
export interface HealthStatement {
  readonly tone: Tone;
  readonly title: string;
  readonly figure: string;
  readonly text: string;
}

/** The run whose evidence it is. */
export interface EvidenceOf {
  readonly startedAt: Date;
  /** It ran elsewhere and was entered afterwards. */
  readonly isRecorded: boolean;
  /** Null: it goes on. */
  readonly endedAt: Date | null;
  /** The instant up to which evidence was read. */
  readonly horizon: Date;
  readonly metrics: readonly RunMetric[];
}

/**
 * How late evidence came, and which events fell silent: a statement each. What was recorded elsewhere and entered afterwards came late as a
 * whole, which says nothing; nor does silence before the start of the run or after its end.
 */
export function lateEvidence(
  { delays }: Pick<Health, 'delays'>,
  run: EvidenceOf,
): readonly HealthStatement[] {
  if (delays === null) return [];
  return [...(run.isRecorded ? [] : [lateness(delays)]), ...silence(delays, run)];
}

const dayMs = 86_400_000;

/** Events are looked for in the three days that ended a day before the analysis, and only those of the run say something. In milliseconds. */
function lookedAtMs({ startedAt, endedAt, horizon }: EvidenceOf): number {
  const from = Math.max(startedAt.getTime(), horizon.getTime() - 4 * dayMs);
  const until = Math.min((endedAt ?? horizon).getTime(), horizon.getTime() - dayMs);
  return until - from;
}

/** What the end of a run cut off: nothing that a unit does later counts where a window has no end. Null: nothing was. */
export function cutByTheEnd({ endedAt, horizon, metrics }: EvidenceOf): HealthStatement | null {
  const open = metrics.filter(isOpenEnded);
  if (endedAt === null || endedAt >= horizon || open.length === 0) return null;
  const [names, have] = [open.map(({ name }) => name).join(', '), open.length === 1 ? 'has' : 'have'];
  return {
    tone: 'open',
    title: 'Windows that the end of the run closed',
    figure: formatCount(open.length),
    text: `${names} ${have} no window of a fixed length: what units did after the run had ended is not counted.`,
  };
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

function silence({ events }: Delays, run: EvidenceOf): readonly HealthStatement[] {
  const lookedAt = lookedAtMs(run);
  // In less than a day an event may be missing for no reason but the hour.
  if (lookedAt < dayMs) return [];
  const silent = events.filter((one) => one.events === 0).map(({ name }) => name);
  if (silent.length === 0) return [];
  return [
    {
      tone: 'notice',
      title: 'Events that stay away',
      figure: formatCount(silent.length),
      text: `No ${silent.join(', ')} event occurred in ${lookedAt === 3 * dayMs ? '' : 'what the run has of '}the three days that ended a day before this analysis.`,
    },
  ];
}
