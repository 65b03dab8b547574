import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';

/** One metric in one variant against the control, as the statistics returned it. */
export interface MetricResult {
  readonly metric: string;
  readonly variant: string;
  readonly effect: Outcome<Effect>;
  /** Of a guardrail with a margin. */
  readonly nonInferiority?: Outcome<NonInferiorityTest>;
}

/** What was checked about the experiment itself. Null: not computed (no unit yet). */
export interface Health {
  readonly sampleRatioP: number | null;
  readonly unitsInSeveralVariantsShare: number | null;
  /** Of each segment that has a ratio and is not waived; left out: there are none. */
  readonly segmentRatios?: readonly SegmentSplit[] | undefined;
}

/** The sample ratio of one segment. */
export interface SegmentSplit {
  readonly attribute: string;
  /** Null: units without the attribute. */
  readonly value: string | null;
  /** Of any number of looks, corrected for the number of segments. */
  readonly p: number;
}

export interface Progress {
  /** Units at each look taken so far over planned units, this look last; empty before the first one. */
  readonly lookFractions: readonly number[];
  /** The same of metrics that know more than that, by key. */
  readonly metricFractions?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Of a fixed plan: its planned end has come, whatever the number of units. */
  readonly plannedEndReached: boolean;
  /** Units over planned units; null: no size was planned; left out: the last of `lookFractions`. */
  readonly informationFraction?: number | null | undefined;
  /** Nothing more will come; left out: it goes on. */
  readonly ended?: boolean | undefined;
  /** 1 for the first look; left out: as many as `lookFractions`. */
  readonly lookNumber?: number | undefined;
}

/** A test that was significant at some look. It stays so: its error was controlled over all looks together. */
export interface SignificantTest {
  readonly variant: string;
  readonly metric: string;
  readonly question: 'better' | 'worse' | 'non-inferior' | 'different';
  /** The look at which it first was, and what it was judged by there; not in decisions of before this was kept. */
  readonly shown?: ShownAt | undefined;
}

export interface ShownAt {
  /** 1 for the first look. */
  readonly look: number;
  readonly pOneSided: number;
  readonly alphaOneSided: number;
}
