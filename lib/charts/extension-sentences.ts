import type { PlanExtension } from '../model/plan-extension';
import type { RunPlan } from '../model/run-configuration';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { Outcome } from '../statistics/outcome';
import { formatCount } from './format';
import { counted, formatInstant } from './format-time';

/** How a run's plan was extended, a sentence each; and what the newest analysis knew of it. */
export function extensionSentences(
  extensions: readonly PlanExtension[],
  analysed: Pick<RunPlan, 'method' | 'extensions'>,
  timeZone: string,
): readonly string[] {
  if (extensions.length === 0) return [];
  const isBehind = extensions.length > (analysed.extensions?.length ?? 0);
  return [
    ...extensions.map((extension) => extensionSentence(extension, timeZone)),
    analysed.method === 'fixed'
      ? 'Its one look moves with its size.'
      : 'What looks had spent of alpha stays spent; looks after an extension share what was left.',
    ...(isBehind ? ['This analysis is from before the last extension, and the next one goes by it.'] : []),
  ];
}

function extensionSentence(extension: PlanExtension, timeZone: string): string {
  const { at, byName, reason, maturedUnits, plannedUnits, plannedUnitsBefore } = extension;
  const { plannedDays, plannedDaysBefore } = extension;
  const units =
    plannedUnits === plannedUnitsBefore
      ? []
      : [`from ${formatCount(plannedUnitsBefore)} to ${formatCount(plannedUnits)} units`];
  const days =
    plannedDays === null || plannedDays === plannedDaysBefore
      ? []
      : [
          plannedDaysBefore === null
            ? `to ${counted(plannedDays, 'day')}`
            : `from ${String(plannedDaysBefore)} to ${counted(plannedDays, 'day')}`,
        ];
  const what = [...units, ...days].join(' and ');
  return `Extended ${what} on ${formatInstant(new Date(at), timeZone)} by ${byName}, when ${formatCount(maturedUnits)} units had matured: ${reason}`;
}

/** What is said of an extension before it is made. */
interface OfferFacts {
  readonly plannedUnits: number | null;
  readonly maturedUnits: number;
  readonly looksTaken: number;
  readonly refusal: { readonly detail: string } | null;
  readonly offer: Outcome<{ readonly units: number; readonly days: number | null }>;
}

export function extensionOfferSentences({
  plannedUnits,
  maturedUnits,
  looksTaken,
  refusal,
  offer,
}: OfferFacts): readonly string[] {
  if (refusal !== null) return [refusal.detail];
  const planned = plannedUnits ?? 0;
  const standing = `${formatCount(maturedUnits)} of the planned ${formatCount(planned)} units have matured.`;
  const bound =
    looksTaken > 0
      ? 'A look was taken, so no more than this size may be planned.'
      : 'No look was taken yet, so any larger size may be planned.';
  if (!offer.ok)
    return [standing, `Which size the plan needs cannot be said. ${cannotSaySentence(offer)}`, bound];
  const { units, days } = offer.value;
  const when = days === null ? '' : `, ${counted(days, 'day')} after the start at the present intake`;
  const needs =
    units > planned
      ? `By the spread of all units together, the plan needs ${formatCount(units)} units for its power${when}.`
      : 'By the spread of all units together, the planned units are enough for the plan’s power.';
  return [standing, needs, bound];
}
