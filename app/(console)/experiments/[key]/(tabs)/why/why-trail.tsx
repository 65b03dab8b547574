import type { ExplainedAssignment } from '@/lib/verbs/experiments/explain-assignment';
import '@/components/data-table.css';

/** The trail as a table: every question, whether it passed, which one decided, and where the unit stands. */
export function WhyTrail({ explained }: { readonly explained: ExplainedAssignment }) {
  const { variant, reason, run, trail } = explained;
  return (
    <>
      <p>
        {variant === null ? 'No variant: the default' : `Variant “${variant}”`} ({reason}, run {run})
      </p>
      <section className="table-scroll" aria-label="Trail" tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Asked</th>
              <th scope="col">Rule</th>
              <th scope="col">Outcome</th>
              <th scope="col">Bucket</th>
              <th scope="col">Hash</th>
            </tr>
          </thead>
          <tbody>
            {trail.map((step, index) => (
              // Steps have no other identity than their place.
              <tr key={index}>
                <th scope="row">{step.step}</th>
                <td>
                  {'rule' in step && <div>{`${step.pointer} ${step.rule}`}</div>}
                  {step.detail}
                </td>
                <td>
                  {step.passed ? 'passed' : 'failed'}
                  {step.decides === true && <strong>, decided</strong>}
                </td>
                <td>
                  {'bucket' in step &&
                    `${step.bucket.toFixed(4)} (${step.from.toFixed(4)} to ${step.to.toFixed(4)})`}
                </td>
                <td>{'hash' in step && <code>{step.hash}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
