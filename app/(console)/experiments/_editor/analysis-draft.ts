import type { ExperimentInput } from '@/lib/services/experiments/experiment-input';

type Planned = ExperimentInput['segments'][number];
type Past = Extract<Planned, { readonly event: string }>;

/** A segmentation by the past as the form holds it; conditions are kept as they were read. */
export interface PastDraft {
  readonly event: string;
  readonly where: Past['where'];
  readonly lengthHours: number | '';
}

/** What analyses show beside the whole, as the form holds it. */
export interface AnalysisDraft {
  readonly segmentAttributes: readonly string[];
  readonly segmentPasts: readonly PastDraft[];
  /** Empty: all exposed units are analysed. */
  readonly triggerEvent: string;
  /** Kept as it was read. */
  readonly triggerWhere: Past['where'];
  readonly triggerFrom: 'trigger' | 'exposure';
}

export const emptyAnalysis: AnalysisDraft = {
  segmentAttributes: [],
  segmentPasts: [],
  triggerEvent: '',
  triggerWhere: [],
  triggerFrom: 'trigger',
};

export const emptyPast: PastDraft = { event: '', where: [], lengthHours: 336 };

export function analysisDraftOf({
  segments,
  trigger,
}: Pick<ExperimentInput, 'segments' | 'trigger'>): AnalysisDraft {
  return {
    segmentAttributes: segments.flatMap((one) => ('attribute' in one ? [one.attribute] : [])),
    segmentPasts: segments.flatMap((one) => ('attribute' in one ? [] : [one])),
    triggerEvent: trigger?.event ?? '',
    triggerWhere: trigger?.where ?? [],
    triggerFrom: trigger?.from ?? 'trigger',
  };
}

/** What the form would send. It may be wrong: the schema says where. */
export function analysisInputOf(draft: AnalysisDraft) {
  const { segmentAttributes, segmentPasts, triggerEvent, triggerWhere, triggerFrom } = draft;
  return {
    trigger: triggerEvent === '' ? null : { event: triggerEvent, where: triggerWhere, from: triggerFrom },
    segments: [
      ...segmentAttributes.map((attribute) => ({ attribute })),
      ...segmentPasts.map(({ event, where, lengthHours }) => ({
        event,
        where,
        lengthHours,
        split: 'none-some',
      })),
    ],
  };
}

/** The schema speaks of `segments.3`; the form's fields are `segmentAttributes` and, after them, `segmentPasts.0`. */
export function analysisField(path: string, { segmentAttributes }: AnalysisDraft): string {
  if (path.startsWith('trigger.')) return 'triggerEvent';
  const place = /^segments\.(\d+)(.*)$/.exec(path);
  if (place === null) return path;
  const index = Number(place[1]) - segmentAttributes.length;
  if (index < 0) return 'segmentAttributes';
  // What is wrong with all of it is shown where it is named.
  return `segmentPasts.${String(index)}${place[2] === '' ? '.event' : (place[2] ?? '')}`;
}
