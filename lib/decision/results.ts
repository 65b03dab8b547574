import type { MarginTest } from '../statistics/effects/margin-test';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';

/** One metric in one variant against the control, as the statistics returned it. */
export interface MetricResult {
  readonly metric: string;
  readonly variant: string;
  readonly effect: Outcome<Effect>;
  /** Whether both arms are about as large; left out: not known. */
  readonly hasEvenSplit?: boolean;
  /** A share of units; left out: it is none. */
  readonly isOfShare?: boolean;
  /** Of a guardrail with a margin. */
  readonly nonInferiority?: Outcome<MarginFigures>;
  /** Of a guardrail with a margin, by the quantile of `worse`. */
  readonly beyondMargin?: Outcome<MarginFigures>;
  /** Of a success metric with a smallest effect of interest. */
  readonly smaller?: Outcome<MarginFigures>;
  /** Of a success metric: an improvement beyond it is ruled out; relative, above 0 is better; null: it cannot be said. */
  readonly possibleImprovement?: number | null;
}

/** A `MarginTest`, as it is stored. */
export type MarginFigures = Omit<MarginTest, 'pBeyond'> & { readonly pBeyond?: number | undefined };

/** What was checked about the experiment itself. Null: not computed (no unit yet). */
export interface Health {
  /** Of any number of looks. */
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
  /** A number of days was planned; left out: none was. */
  readonly isPlannedByDays?: boolean | undefined;
  /** Units over planned units; null: no size was planned; left out: the last of `lookFractions`. */
  readonly informationFraction?: number | null | undefined;
  /** Nothing more will come; left out: it goes on. */
  readonly ended?: boolean | undefined;
  /** 1 for the first look; left out: as many as `lookFractions`. */
  readonly lookNumber?: number | undefined;
}
