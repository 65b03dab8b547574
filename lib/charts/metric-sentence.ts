import { kindSentence, measureOf, sourceOf, type MetricMeaning } from '../model/metrics/kinds';
import type { Cap } from '../model/metrics/measure';
import { eventWords, percentWords } from '../model/metrics/words';
import type { PlannedSegment } from '../model/planned-segment';
import type { Trigger } from '../model/trigger';
import { counted } from './format-time';
/** What a metric measures, in a few words: "Sum of purchase per unit". */
export function metricSentence(metric: MetricMeaning): string {
  const sentence = `${kindSentence(metric)}${capsWords(metric)}${breakdownWords(metric)}`;
  return sourceOf(metric) === null ? sentence : `${sentence}, from the source of that name`;
}

/** The caps of each column, such as ", capped from the 1 % to the 99 % quantile of all units". */
function capsWords(metric: MetricMeaning): string {
  const { caps, outcome } = measureOf(metric);
  return [...new Set(caps.map(({ column }) => column))]
    .map((of) => {
      const part = outcome.kind === 'mean' ? '' : of === outcome.numerator ? 'numerator ' : 'denominator ';
      const order = (side: Cap['side']) =>
        caps.find((cap) => cap.column === of && cap.side === side)?.quantile ?? null;
      return `, ${part}capped ${rangeWords(order('lower'), order('upper'))} quantile of all units`;
    })
    .join('');
}

function breakdownWords({ definition }: MetricMeaning): string {
  if (!('breakdown' in definition) || definition.breakdown === undefined) return '';
  return `, broken down by ${definition.breakdown.property}`;
}

function rangeWords(lower: number | null, upper: number | null): string {
  if (upper === null) return `from below at the ${percentWords(lower ?? 0)}`;
  if (lower === null) return `at the ${percentWords(upper)}`;
  return `from the ${percentWords(lower)} to the ${percentWords(upper)}`;
}

/** What a segmentation parts units by: "country", "whether they did purchase in the 14 days before exposure". */
export function segmentWords(segment: PlannedSegment): string {
  const words =
    'attribute' in segment
      ? segment.attribute
      : `whether they did ${eventWords(segment)} in the ${duration(segment.lengthHours)} before exposure`;
  return segment.postStratify === true ? `${words}; effects are post-stratified by it` : words;
}

/** Of whom a triggered analysis is, as a sentence. */
export function triggerWords(trigger: Trigger): string {
  const from = trigger.from === 'trigger' ? 'the first of them' : 'exposure';
  return `Units with ${eventWords(trigger)} after their exposure; windows run from ${from}.`;
}

/** When an event counts: "7 days from first exposure". */
export function windowSentence(metric: MetricMeaning): string {
  const { definition } = metric;
  if (!('window' in definition)) return 'Local days';
  const { startHours, lengthHours, mustBeComplete } = definition.window;
  const start = startHours === 0 ? '' : `from ${duration(startHours)} `;
  if (lengthHours === null) return start === '' ? 'No end' : `${start}after exposure, no end`;
  const complete = mustBeComplete ? ', complete' : '';
  return start === ''
    ? `${duration(lengthHours)}${complete}`
    : `${start}for ${duration(lengthHours)}${complete}`;
}

function duration(hours: number): string {
  return hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');
}
