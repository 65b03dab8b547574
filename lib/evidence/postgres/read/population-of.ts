import type { Connection } from '../../../database/connection';
import type { RunScope } from '../../read';
import { hasLinks } from './linked/has-links';
import { linkedPopulation } from './linked/linked-population';
import { runPopulation } from './run-population';
import { triggeredPopulation } from './triggered/triggered-population';
import type { Population } from './unit-values';

/** The units of a run that are analysed; linked ones count as one person where the environment has links. */
export async function populationOf(client: Connection, scope: RunScope): Promise<Population> {
  return populationWhere(scope, await hasLinks(client, scope.environmentId));
}

/** The same where it is known already whether the environment has links. */
export function populationWhere(scope: RunScope, isLinked: boolean): Population {
  const exposed = isLinked ? linkedPopulation(scope) : runPopulation(scope);
  const population = { ...exposed, openUntil: openUntil(scope) };
  return scope.trigger === undefined ? population : triggeredPopulation(population, scope.trigger);
}

/** The end of a run that has ended: what units did later, without the variant, is no part of what it did to them. */
function openUntil({ horizon, endedAt = null }: RunScope): Date | undefined {
  return endedAt !== null && endedAt < horizon ? endedAt : undefined;
}
