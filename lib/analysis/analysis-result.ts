import type { Effect } from '../statistics/effect';
import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { Outcome } from '../statistics/outcome';
import type { MetricDirection, MetricKind, MetricRole } from './metric-definition';

/** One arm's moments of one metric: the sufficient figures, variance with n - 1. */
export interface ArmMoments {
  readonly variant: string;
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export interface VariantEffect {
  readonly variant: string;
  readonly effect: Outcome<Effect>;
  /** Of a guardrail with a margin. */
  readonly nonInferiority?: Outcome<NonInferiorityTest> | undefined;
}

export interface MetricResult {
  readonly key: string;
  readonly name: string;
  readonly kind: MetricKind;
  readonly role: MetricRole;
  readonly direction: MetricDirection;
  readonly unit: string;
  readonly relativeMargin: number | null;
  readonly minimumEffectRelative: number | null;
  /** In variant position order, the control included. */
  readonly arms: readonly ArmMoments[];
  /** One for each variant but the control, each against the control. */
  readonly effects: readonly VariantEffect[];
}

export interface VariantUnits {
  readonly key: string;
  readonly name: string;
  readonly isControl: boolean;
  readonly units: number;
  /** Share of the units that the weights promise, 0 to 1. */
  readonly expectedShare: number;
}

export interface SampleRatio {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface Health {
  readonly sampleRatio: Outcome<SampleRatio>;
  /** True when the sample ratio test rejects at p < .001. */
  readonly sampleRatioAlarm: boolean;
  /** Units seen in more than one variant: left out of every arm. */
  readonly unitsInTwoVariants: number;
}

/** First exposures per UTC day and variant, for the page's health section. */
export interface DailyUnits {
  /** ISO date, such as 2026-11-23. */
  readonly day: string;
  readonly variant: string;
  readonly units: number;
}

/** The stored, immutable outcome of an analysis, in variant position order throughout. */
export interface AnalysisResult {
  readonly alphaTwoSided: number;
  readonly control: string;
  readonly variants: readonly VariantUnits[];
  readonly health: Health;
  readonly dailyUnits: readonly DailyUnits[];
  readonly metrics: readonly MetricResult[];
}
