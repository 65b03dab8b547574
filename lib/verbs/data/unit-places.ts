import type { UnitRecord } from '../../evidence/unit-record';
import type { UnitPlace } from './data-answers';

/** How many rows of a unit stand where, and of which time: one place for each environment, kind, run and name of events. */
export async function countPlaces(
  records: AsyncIterable<readonly UnitRecord[]>,
): Promise<readonly UnitPlace[]> {
  const places = new Map<string, UnitPlace>();
  for await (const some of records) {
    for (const record of some) {
      const { at, ...place } = placeOf(record);
      const id = JSON.stringify(place);
      const { rows = 0, firstAt = at, lastAt = at } = places.get(id) ?? {};
      places.set(id, {
        ...place,
        rows: rows + 1,
        firstAt: at < firstAt ? at : firstAt,
        lastAt: at > lastAt ? at : lastAt,
      });
    }
  }
  return [...places.values()];
}

function placeOf(record: UnitRecord): Pick<UnitPlace, 'environment' | 'kind' | 'name' | 'run'> & {
  readonly at: Date;
} {
  const { environment, kind } = record;
  switch (record.kind) {
    case 'exposure':
      return { environment, kind, name: record.experiment, run: record.run, at: record.firstSeenAt };
    case 'event':
      return { environment, kind, name: record.name, run: null, at: record.occurredAt };
    case 'link':
      return { environment, kind, name: null, run: null, at: record.linkedAt };
    case 'rejected':
      return { environment, kind, name: record.code, run: null, at: record.receivedAt };
  }
}
