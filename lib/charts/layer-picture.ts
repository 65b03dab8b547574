import type { HashRange } from '../assignment/configuration';
import { freeRanges } from '../assignment/layer-ranges';
import { HASH_COUNT } from '../assignment/murmur3';

/** One piece of a layer's bar, from left to right. */
export interface LayerSegment {
  /** Key of the experiment that holds it; null: free. */
  readonly experiment: string | null;
  /** Where it begins and how wide it is, as shares of the whole. */
  readonly from: number;
  readonly width: number;
  /** Colour slot: the experiment's place among those of the layer. */
  readonly slot: number;
}

/** A layer as a bar: each piece with the experiment that holds it, and what is free between. */
export function layerSegments(
  places: readonly { readonly experiment: string; readonly ranges: readonly HashRange[] }[],
): readonly LayerSegment[] {
  const segment = ([from, to]: HashRange, experiment: string | null, slot: number): LayerSegment => ({
    experiment,
    from: from / HASH_COUNT,
    width: (to - from) / HASH_COUNT,
    slot,
  });
  const taken = places.flatMap(({ experiment, ranges }, slot) =>
    ranges.map((range) => segment(range, experiment, slot)),
  );
  const free = freeRanges(places.flatMap(({ ranges }) => ranges)).map((range) => segment(range, null, -1));
  return [...taken, ...free].sort((one, other) => one.from - other.from);
}
