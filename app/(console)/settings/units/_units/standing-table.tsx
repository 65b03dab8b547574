import Link from 'next/link';
import type { StandingUnit } from '@/lib/verbs/data/data-answers';

function wordsOf({ place, run }: StandingUnit): string {
  switch (place) {
    case 'forced':
      return 'an override of';
    case 'targeting':
      return 'the targeting of';
    case 'audience':
      return 'the audience';
    case 'run':
      return `frozen in run ${String(run)} of`;
  }
}

/** Definitions that name a unit. */
export function StandingTable({ standing }: { readonly standing: readonly StandingUnit[] }) {
  if (standing.length === 0) return <p className="units-empty">No definition names this unit.</p>;
  return (
    <section className="table-scroll" aria-label="Definitions that name the unit" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Unit</th>
            <th scope="col">Where</th>
            <th scope="col">Sent to applications</th>
          </tr>
        </thead>
        <tbody>
          {standing.map((one) => (
            <tr key={JSON.stringify(one)}>
              <td>{one.unit}</td>
              <th scope="row">
                {wordsOf(one)}{' '}
                {one.place === 'audience' ? (
                  one.key
                ) : (
                  <Link href={`/experiments/${one.key}`} prefetch={false}>
                    {one.key}
                  </Link>
                )}
              </th>
              <td>{one.isServed ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
