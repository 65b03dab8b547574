import type { Effect } from '../effect';
import type { Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import { isAllOrNothing, widestEstimate } from './all-or-nothing';
import type { ArmEstimate } from './arm-estimate';
import type { ProportionArms } from './few-events';
import { fewEventsEffect } from './few-events-effect';
import { refuseOneWithoutVariance } from './no-variance';
import { refuseOneUnit, skewnessOfDifference } from './skewness';

/** Two arms, as their effect compares them. */
export interface ComparedArms {
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
  /** Variance of an error that both estimates have in common (relative.ts); left out: 0. */
  readonly varianceShared?: number;
  /** Of proportions with few events: units and events, by which tests and ends go that need no variance. */
  readonly fewEvents?: ProportionArms | undefined;
  /** The arms before they were adjusted, whose third moments are known exactly; left out: they were not. */
  readonly plain?: Pick<ComparedArms, 'control' | 'treatment'> | undefined;
}

/** The same, where all or no units of each arm have an event with the largest variance that a share can have. */
export function withSomeVariance(arms: ComparedArms): ComparedArms {
  const { fewEvents } = arms;
  if (fewEvents === undefined || !isAllOrNothing(fewEvents)) return arms;
  return {
    ...arms,
    control: widestEstimate(fewEvents.control),
    treatment: widestEstimate(fewEvents.treatment),
  };
}

/** By the mid-p where events are few, else by Welch, whose arms have to vary both, and by more than one unit. Refused as either is. */
export function effectOfArms(arms: ComparedArms, alphaTwoSided: number): Outcome<Effect> {
  const { control, treatment, varianceShared = 0, fewEvents, plain } = withSomeVariance(arms);
  const normal = compareArms(control, treatment, alphaTwoSided, varianceShared);
  if (!normal.ok) return normal;
  const without = refuseOneWithoutVariance([control, treatment]);
  if (fewEvents === undefined) {
    const measured = plain ?? { control, treatment };
    const skewness = skewnessOfDifference(measured.control, measured.treatment);
    return without ?? refuseOneUnit(skewness) ?? normal;
  }
  // The skewness of an arm without an event is not 0, it is not known.
  const skewness = without === undefined ? normal.value.skewness : undefined;
  return fewEventsEffect({ ...fewEvents, alphaTwoSided, skewness });
}
