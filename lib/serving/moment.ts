import type { Moment } from '../assignment/assignment';
import type { DataPlaneParts } from './route';

/** The present, for one request. What a unit met earlier is not looked up here yet. */
export function momentOf({ now }: Pick<DataPlaneParts, 'now'>): Moment {
  return { nowMs: now().getTime() };
}
