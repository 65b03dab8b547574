import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { believedMetrics, type BelievedMetric } from '@/lib/charts/bayesian-words';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import type { readBayesianView } from '@/lib/verbs/learning/read-bayesian-view';

interface BayesianCardProps {
  readonly look: AnalysisView;
  readonly view: NonNullable<Awaited<ReturnType<typeof readBayesianView>>>;
}

/** Success metrics with the program as prior, each closed until somebody asks. Nothing where none is measured. */
export function BayesianCard({ look, view }: BayesianCardProps) {
  const metrics = believedMetrics(look.result, view.metrics);
  if (metrics.length === 0) return null;
  return (
    <Card
      title="With the program as prior"
      description="A view, not the rule: the verdict above does not go by it. It weighs what was measured against how much each metric changed in the other runs that have ended, the last 200 at most. An expected loss is a share of the control’s value."
    >
      {metrics.map((metric) => (
        <details key={metric.key} className="disclosure">
          <summary>{metric.name}</summary>
          {metric.prior !== null && <p className="card-description">{metric.prior}</p>}
          <Believed metric={metric} />
        </details>
      ))}
    </Card>
  );
}

function Believed({ metric: { name, variants } }: { readonly metric: BelievedMetric }) {
  const figures = variants.find(({ refusal }) => refusal === null)?.figures ?? [];
  return (
    <section className="disclosure-body" aria-label={`${name} with the program as prior`} tabIndex={0}>
      {variants.map(({ name: variant, refusal }) =>
        refusal === null ? null : (
          <p key={variant}>
            {variant}: cannot say. {refusal}
          </p>
        ),
      )}
      {figures.length > 0 && (
        <table className="data-table">
          <caption className="visually-hidden">{name} with the program as prior</caption>
          <thead>
            <tr>
              <th scope="col">Relative change</th>
              {variants.map(({ name: variant, position }) => (
                <th key={variant} scope="col">
                  <span className="variant-name">
                    <VariantMark position={position} />
                    {variant}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.map(([figure], index) => (
              <tr key={figure}>
                <th scope="row">{figure}</th>
                {variants.map((one) => (
                  <td key={one.name} className="numeric">
                    {one.figures[index]?.[1] ?? '\u2013'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
