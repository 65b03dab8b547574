import type { RunVariant } from '../model/run-configuration';
import type { EffectReading } from './effect-reading';
import type { WeightPeriodUnits } from './evidence';

/** What every metric of an analysis shares. */
export interface Comparison {
  /** In position order, the control among them. */
  readonly variants: readonly RunVariant[];
  readonly control: RunVariant;
  /** The plan's own; at a look the reading says which counts. */
  readonly alphaTwoSided: number;
  readonly reading: EffectReading;
  /** Of a run whose weights changed: each is a stratum. Absent: they never did. */
  readonly periods?: readonly WeightPeriodUnits[];
  /** The segmentation by which effects are post-stratified; absent or null: by none. */
  readonly postStratifiedBy?: string | null;
  /** By attribute with many values: the value that stands for all but the largest. */
  readonly others?: ReadonlyMap<string, string>;
}
