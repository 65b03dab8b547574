import { formatInstant } from '@/lib/charts/format-time';
import type { UnitPlace } from '@/lib/verbs/data/data-answers';

/** Kinds of evidence as people call them. */
const kindWords: Readonly<Record<UnitPlace['kind'], string>> = {
  exposure: 'exposures to',
  event: 'events',
  link: 'links to other units',
  rejected: 'refused items',
};

function wordsOf({ kind, name, run }: UnitPlace): string {
  const ofRun = run === null ? '' : `, run ${String(run)}`;
  return `${kindWords[kind]}${name === null ? '' : ` ${name}`}${ofRun}`;
}

interface PlacesTableProps {
  readonly places: readonly UnitPlace[];
  readonly timeZone: string;
}

/** Rows of evidence by environment and kind. */
export function PlacesTable({ places, timeZone }: PlacesTableProps) {
  if (places.length === 0) return <p className="units-empty">No evidence of this unit is stored.</p>;
  return (
    <section className="table-scroll" aria-label="Evidence of the unit" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col">What</th>
            <th scope="col">Rows</th>
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={`${place.environment} ${wordsOf(place)}`}>
              <td>{place.environment}</td>
              <th scope="row">{wordsOf(place)}</th>
              <td>{place.rows.toLocaleString('en')}</td>
              <td>{formatInstant(place.firstAt, timeZone)}</td>
              <td>{formatInstant(place.lastAt, timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
