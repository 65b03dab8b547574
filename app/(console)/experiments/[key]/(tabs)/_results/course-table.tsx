import { onScale, type EffectCourse, type MetricCourse } from '@/lib/charts/effect-course';
import { formatCount, formatDifference, formatMetricValue, formatRelative } from '@/lib/charts/format';

interface CourseTableProps {
  readonly title: string;
  readonly column: string;
  readonly course: EffectCourse;
  readonly metric: MetricCourse['metric'];
}

/** The chart's numbers as a table. */
export function CourseTable({ title, column, course, metric: { kind, unit } }: CourseTableProps) {
  const nameOf = (key: string) => course.series.find(({ variant }) => variant === key)?.name ?? key;
  const isRelative = course.scale === 'relative';
  const effectHeading = isRelative ? 'Relative effect' : 'Difference';
  const figure = (value: number) =>
    isRelative ? formatRelative(value) : formatDifference(value, kind, unit);
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
              {['Units', 'Control', 'Variant’s value', effectHeading, 'Interval'].map((heading) => (
                <th key={heading} scope="col" className="data-number">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {course.columns.flatMap(({ label, points }) =>
              points.map(({ variant, day }) => {
                const { control, treatment } = day;
                const effect = onScale(day, course.scale);
                return (
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
                      {effect === null ? 'cannot say' : figure(effect.difference)}
                    </td>
                    <td className="data-number">
                      {effect === null
                        ? '\u2013'
                        : `${figure(effect.interval.lower)} to ${figure(effect.interval.upper)}`}
                    </td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </section>
    </details>
  );
}
