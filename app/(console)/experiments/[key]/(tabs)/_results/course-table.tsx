import type { EffectCourse, MetricCourse } from '@/lib/charts/effect-course';
import { formatCount, formatDifference, formatMetricValue, formatP } from '@/lib/charts/format';

interface CourseTableProps {
  readonly title: string;
  readonly column: string;
  readonly course: EffectCourse;
  readonly metric: MetricCourse['metric'];
}

/** The chart's numbers as a table. */
export function CourseTable({ title, column, course, metric: { kind, unit } }: CourseTableProps) {
  const nameOf = (key: string) => course.series.find(({ variant }) => variant === key)?.name ?? key;
  return (
    <details className="disclosure">
      <summary>Show as a table</summary>
      <section className="disclosure-body" aria-label={title} tabIndex={0}>
        <table className="data-table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{column}</th>
              <th scope="col">Variant</th>
              {['Units', 'Control', 'Variant’s value', 'Difference', 'Interval', 'p'].map((heading) => (
                <th key={heading} scope="col" className="data-number">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {course.columns.flatMap(({ label, points }) =>
              points.map(({ variant, day: { control, treatment, effect } }) => (
                <tr key={`${label} ${variant}`}>
                  <th scope="row">{label}</th>
                  <td>{nameOf(variant)}</td>
                  <td className="data-number">{formatCount(control.n + treatment.n)}</td>
                  <td className="data-number">
                    {control.n === 0 ? '\u2013' : formatMetricValue(control.mean, kind, unit)}
                  </td>
                  <td className="data-number">
                    {treatment.n === 0 ? '\u2013' : formatMetricValue(treatment.mean, kind, unit)}
                  </td>
                  <td className="data-number">
                    {effect.ok ? formatDifference(effect.value.difference, kind, unit) : 'cannot say'}
                  </td>
                  <td className="data-number">
                    {effect.ok
                      ? `${formatDifference(effect.value.interval.lower, kind, unit)} to ${formatDifference(effect.value.interval.upper, kind, unit)}`
                      : '\u2013'}
                  </td>
                  <td className="data-number">{effect.ok ? formatP(effect.value.pTwoSided) : '\u2013'}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </details>
  );
}
