import type { ExperimentInput } from '@/lib/model/experiment';

type Planned = ExperimentInput['segments'][number];
type Past = Extract<Planned, { readonly event: string }>;

/** A segmentation by the past as the form holds it; conditions are kept as they were read. */
interface PastDraft {
  readonly event: string;
  readonly where: Past['where'];
  readonly lengthHours: number | '';
  readonly postStratify?: true | undefined;
}

/** In the order in which they were read: that of the analysis. */
export type SegmentDraft =
  { readonly attribute: string; readonly postStratify?: true | undefined } | PastDraft;

export type AnalysisFields = Pick<ExperimentInput, 'segments' | 'trigger'>;

/** What analyses show beside the whole, as the form holds it. */
export interface AnalysisDraft {
  readonly segments: readonly SegmentDraft[];
  /** Empty: all exposed units are analysed. */
  readonly triggerEvent: string;
  /** Kept as it was read. */
  readonly triggerWhere: Past['where'];
  readonly triggerFrom: 'trigger' | 'exposure';
}

export const emptyPast: PastDraft = { event: '', where: [], lengthHours: 336 };

export function attributesOf(segments: readonly SegmentDraft[]): readonly string[] {
  return segments.flatMap((one) => ('attribute' in one ? [one.attribute] : []));
}

/** The same segments with other attributes: those that stay keep their place, and new ones come last. */
export function withAttributes(
  segments: readonly SegmentDraft[],
  attributes: readonly string[],
): readonly SegmentDraft[] {
  const known = attributesOf(segments);
  return [
    ...segments.filter((one) => !('attribute' in one) || attributes.includes(one.attribute)),
    ...attributes.filter((attribute) => !known.includes(attribute)).map((attribute) => ({ attribute })),
  ];
}

/** The segmentations to choose from, by their place, as the form names them. */
export function stratificationChoices(segments: readonly SegmentDraft[]) {
  return segments.flatMap((one, index) => {
    const label = 'attribute' in one ? one.attribute : `who did ${one.event} before exposure`;
    return 'event' in one && one.event === '' ? [] : [{ value: String(index), label }];
  });
}

/** The place of the segmentation by which effects are post-stratified; null: by none. */
export function stratificationOf(segments: readonly SegmentDraft[]): string | null {
  const place = segments.findIndex((one) => one.postStratify === true);
  return place < 0 ? null : String(place);
}

/** The same segments, post-stratified by the one at this place alone. */
export function withStratification(
  segments: readonly SegmentDraft[],
  chosen: string | null,
): readonly SegmentDraft[] {
  return segments.map(({ postStratify: _, ...one }, index) =>
    String(index) === chosen ? { ...one, postStratify: true } : one,
  );
}

export function analysisDraftOf({ segments, trigger }: AnalysisFields): AnalysisDraft {
  return {
    segments,
    triggerEvent: trigger?.event ?? '',
    triggerWhere: trigger?.where ?? [],
    triggerFrom: trigger?.from ?? 'trigger',
  };
}

/** What the form would send. It may be wrong: the schema says where. */
export function analysisInputOf({ segments, triggerEvent, triggerWhere, triggerFrom }: AnalysisDraft) {
  return {
    trigger: triggerEvent === '' ? null : { event: triggerEvent, where: triggerWhere, from: triggerFrom },
    segments: segments.map((one) => ('attribute' in one ? one : { ...one, split: 'none-some' })),
  };
}

/** What is wrong with all of a segment is shown where it is named. */
export function analysisField(path: string): string {
  if (path.startsWith('trigger.')) return 'triggerEvent';
  const place = /^segments\.\d+$/.exec(path);
  return place === null ? path : `${path}.event`;
}
