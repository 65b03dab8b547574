import type { RunDecision } from '../model/decision';

/** What a look knew besides its moments; null where the analysis is from before looks were stored. */
export interface LookFacts {
  /** The clock that the error was spent by: units over planned units at each look so far, this one last. */
  readonly lookFractions: readonly number[];
  /** The same of metrics that knew more than that, by key. */
  readonly metricFractions?: Readonly<Record<string, readonly number[]>> | undefined;
  /** tau^2 by metric key, of an always-valid plan. */
  readonly mixingVariances: Readonly<Record<string, number>>;
  /** Of an engine before 12, whose always-valid tests took a Student t as a normal statistic; left out: it counts as the normal one with its tail. */
  readonly takesTAsNormal?: boolean;
  /** 1 for the first look of the run. */
  readonly number: number;
  readonly decision: RunDecision | null;
}
