import type {
  EventSelection,
  MetricKind,
  MetricMeaning,
  MetricWindow,
  PropertyCondition,
  Term,
} from '../analysis/metric-definition';
import type { PlannedSegment } from '../analysis/planned-segment';
import type { Trigger } from '../analysis/trigger';
import { counted } from './format-time';

const operators = {
  equals: 'is',
  differs: 'is not',
  above: 'above',
  'at-least': 'at least',
  below: 'below',
  'at-most': 'at most',
} as const;

const kinds: Readonly<Record<MetricKind, string>> = {
  count: 'events per unit',
  sum: 'mean per unit',
  mean: 'mean value per unit',
  proportion: 'share of units',
  ratio: 'ratio of totals',
  retention: 'share of units that came back',
  quantile: 'quantile over units',
  funnel: 'share of units through all steps',
  'time-to-event': 'mean hours to the event',
  'distinct-count': 'different values per unit',
};

/** What the figure of a kind is, beside its name on a scorecard. */
export function kindWords(kind: MetricKind): string {
  return kinds[kind];
}

/** What a metric measures, in a few words: "Sum of purchase per unit". */
export function metricSentence(metric: MetricMeaning): string {
  const sentence = sentenceOf(metric);
  return metric.definition.source === undefined ? sentence : `${sentence}, from the source of that name`;
}

function sentenceOf(metric: MetricMeaning): string {
  switch (metric.kind) {
    case 'count':
      return `Number of ${eventsOf(metric.definition)} per unit`;
    case 'sum':
      return `Sum of ${eventsOf(metric.definition)} per unit`;
    case 'mean':
      return `Mean value of ${eventsOf(metric.definition)} per unit that has any`;
    case 'proportion':
      return `Share of units with ${eventsOf(metric.definition)}`;
    case 'distinct-count':
      return `Different values of ${metric.definition.property} in ${eventsOf(metric.definition)} per unit`;
    case 'ratio':
      return `${capitalised(termOf(metric.definition.numerator))} over ${termOf(metric.definition.denominator)}`;
    case 'retention': {
      const { days, timeZone } = metric.definition;
      const when =
        days.from === days.to
          ? `day ${String(days.from)}`
          : `days ${String(days.from)} to ${String(days.to)}`;
      return `Share of units with ${eventsOf(metric.definition)} on ${when} after first exposure (${timeZone})`;
    }
    case 'quantile': {
      const { quantile, aggregate } = metric.definition;
      const percent = String(Number((quantile * 100).toFixed(4)));
      return `${percent} % quantile of the units\u2019 ${aggregate === 'sum' ? 'sums' : 'mean values'} of ${eventsOf(metric.definition)}`;
    }
    case 'funnel':
      return `Share of units that did ${metric.definition.steps.map(eventsOf).join(', then ')}`;
    case 'time-to-event':
      return `Hours to the first ${eventsOf(metric.definition)}, the window\u2019s length without one`;
  }
}

/** What a segmentation parts units by: "country", "whether they did purchase in the 14 days before exposure". */
export function segmentWords(segment: PlannedSegment): string {
  if ('attribute' in segment) return segment.attribute;
  return `whether they did ${eventsOf(segment)} in the ${duration(segment.lengthHours)} before exposure`;
}

/** Of whom a triggered analysis is, as a sentence. */
export function triggerWords(trigger: Trigger): string {
  const from = trigger.from === 'trigger' ? 'the first of them' : 'exposure';
  return `Units with ${eventsOf(trigger)} after their exposure; windows run from ${from}.`;
}

/** When an event counts: "7 days from first exposure". */
export function windowSentence(metric: MetricMeaning): string {
  if (metric.kind === 'retention') return 'Local days';
  const { startHours, lengthHours, mustBeComplete }: MetricWindow = metric.definition.window;
  const start = startHours === 0 ? '' : `from ${duration(startHours)} `;
  if (lengthHours === null) return start === '' ? 'No end' : `${start}after exposure, no end`;
  const complete = mustBeComplete ? ', complete' : '';
  return start === ''
    ? `${duration(lengthHours)}${complete}`
    : `${start}for ${duration(lengthHours)}${complete}`;
}

function termOf({ aggregate, ...events }: Term): string {
  const words = { count: 'number of', sum: 'sum of', any: 'units with' } as const;
  return `${words[aggregate]} ${eventsOf(events)}`;
}

function eventsOf({ event, where }: EventSelection): string {
  return where.length === 0 ? event : `${event} where ${where.map(conditionWords).join(' and ')}`;
}

function conditionWords(condition: PropertyCondition): string {
  if (condition.operator === 'exists') return `${condition.property} is there`;
  return `${condition.property} ${operators[condition.operator]} ${String(condition.value)}`;
}

function duration(hours: number): string {
  return hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
