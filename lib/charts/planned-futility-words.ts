import type { ExperimentPlanning } from '../model/planning';
import { formatCount } from './format';

type PlannedFutility = Extract<NonNullable<ExperimentPlanning['futility']>, { readonly ok: true }>['value'];

/** What following the advice to stop costs and saves: "0.2 points less power", "79.1 % where ...". */
export function plannedFutilityWords({
  powerFollowed,
  powerLost,
  standardErrorOfLoss,
  nothingThere,
  asPlanned,
}: PlannedFutility): { readonly figure: string; readonly detail: string } {
  const points = Number((100 * powerLost).toFixed(1));
  const error = Number((200 * standardErrorOfLoss).toFixed(1));
  const figure = points < 0.1 ? 'Less than 0.1 points less power' : `${String(points)} points less power`;
  const power = `${String(Number((100 * powerFollowed.power).toFixed(1)))}\u202f%`;
  const mean = ({ units, unitsIgnoring }: PlannedFutility['asPlanned']) =>
    `${formatCount(Math.round(units))} units on average in place of ${formatCount(Math.round(unitsIgnoring))}`;
  const detail = `${power} where every run stops when a look advises to${points < 0.1 ? '' : ` (\u00B1 ${String(error)} points)`}. If nothing is there, ${mean(nothingThere)}; if a variant is as good as planned, ${mean(asPlanned)}. The size stays: nobody has to follow.`;
  return { figure, detail };
}
