import { formatCount } from '@/lib/charts/format';
import type { PlanChange } from '@/lib/model/planning';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import '@/components/data-table.css';

/** What single changes of the plan would cost or save. */
export function PlanChanges({ changes }: { readonly changes: readonly PlanChange[] }) {
  if (changes.length === 0) return null;
  return (
    <section aria-label="What a change buys">
      <h3>What a change buys</h3>
      <div className="planner-scroll">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">Units</th>
              <th scope="col">Days</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ change, metric, units, days, detail }) => (
              <tr key={`${change} ${metric ?? ''}`}>
                <td>{detail}</td>
                <td>{units.ok ? formatCount(units.value) : cannotSaySentence(units)}</td>
                <td>{days === null ? '' : formatCount(days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
