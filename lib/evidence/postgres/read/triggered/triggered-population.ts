import type { Trigger } from '../../../../model/trigger';
import { eventConditions } from '../event-condition';
import { and, bind, joined, nothing, sql } from '../fragment';
import { sendersOf, type Population } from '../unit-values';

/**
 * The units of a population that did what triggers after their exposure, that instant and the horizon, or the run's end where that is earlier, included. Events are those of
 * the platform, whatever stands in their place for metrics; where units are linked, those of all of a person's units.
 *
 * With `from: 'trigger'` a unit is first seen when it first did so; `exposed_at` stays its exposure, before which its past lies: what
 * happened between the two may be the variant's doing.
 */
export function triggeredPopulation(population: Population, trigger: Trigger): Population {
  const { environmentId, linkedUnits } = population;
  const until = bind((population.openUntil ?? population.horizon).toISOString(), 'timestamptz');
  const sender = linkedUnits === null ? sql`unit` : sql`sender`;
  const conditions = eventConditions(trigger.where);
  const tests = [
    sql`event.environment_id = ${bind(environmentId, 'int')}`,
    sql`event.name = ${bind(trigger.event, 'text')}`,
    sql`event.unit_hash = ${sender}.unit_hash`,
    sql`event.unit = ${sender}.unit`,
    sql`event.occurred_at >= unit.first_seen_at`,
    sql`event.occurred_at <= ${until}`,
    ...(conditions === null ? [] : [conditions]),
  ];
  const firstSeenAt = trigger.from === 'trigger' ? sql`min(event.occurred_at)` : sql`unit.first_seen_at`;
  const units = sql`from (
    with exposed as (
      select unit_hash, unit, variant, first_seen_at, attributes
      ${population.units}
    )
    select
      unit.unit_hash,
      unit.unit,
      unit.variant,
      unit.attributes,
      unit.first_seen_at as exposed_at,
      ${firstSeenAt} as first_seen_at
    from exposed as unit${linkedUnits === null ? nothing : sendersOf(linkedUnits)}
    join events as event
      on ${joined(tests, and)}
    group by unit.unit_hash, unit.unit, unit.variant, unit.first_seen_at, unit.attributes
  ) as triggered`;
  return { ...population, units, isTriggered: true };
}
