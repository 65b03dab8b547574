import type { Connection } from '../../database/connection';
import type { RunScope } from '../warehouse';
import { hasLinks } from './linked/has-links';
import { linkedPopulation } from './linked/linked-population';
import { runPopulation } from './run-population';
import type { Population } from './unit-values';

/** The units of a run; linked ones count as one person where the environment has links. */
export async function populationOf(client: Connection, scope: RunScope): Promise<Population> {
  return (await hasLinks(client, scope.environmentId)) ? linkedPopulation(scope) : runPopulation(scope);
}
