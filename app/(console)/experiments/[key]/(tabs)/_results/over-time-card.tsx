import { Card } from '@/components/page';
import { EffectCourseChart } from '@/components/charts/effect-course-chart';
import { VariantMark } from '@/components/charts/variant-mark';
import { metricCourses, type EffectCourse, type MetricCourse } from '@/lib/charts/effect-course';
import { formatConfidence, formatCount, formatDifference, formatPStatement } from '@/lib/charts/format';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import { CourseTable } from './course-table';
import './over-time-card.css';

/** Whether an effect lasts: by days since exposure, and by the day on which units came. Nothing where it was not read. */
export function OverTimeCard({ look }: { readonly look: AnalysisView }) {
  const { overTime, alphaTwoSided } = look.result;
  if (overTime === null) return null;
  if (!overTime.ok) return <Card title="Over time">Cannot say. {overTime.detail}</Card>;
  const courses = metricCourses(look.result);
  if (courses.length === 0) return null;
  return (
    <Card
      title="Over time"
      description={`An exploration: difference from the control with its ${formatConfidence(alphaTwoSided)} interval, day by day, corrected neither for the number of days nor of looks. Read the whole before its days.`}
    >
      <div className="over-time">
        {courses.map((course, index) => (
          <details key={course.metric.key} className="over-time-metric" open={index === 0}>
            <summary>
              <span className="over-time-name">{course.metric.name}</span>
              <Novelty course={course} />
            </summary>
            <Courses course={course} />
          </details>
        ))}
      </div>
    </Card>
  );
}

function Novelty({ course: { metric, effects } }: { readonly course: MetricCourse }) {
  return (
    <span className="over-time-verdicts">
      {effects.map(({ variant, position, name, novelty }) => (
        <span key={variant} className="over-time-verdict">
          <VariantMark position={position} />
          <span>
            {name}: {sentence(metric, novelty)}
          </span>
        </span>
      ))}
    </span>
  );
}

const verdicts = {
  fades: 'the effect fades',
  grows: 'the effect grows',
  'no-change-shown': 'no change with time shown',
} as const;

function sentence(
  { kind, unit }: MetricCourse['metric'],
  novelty: MetricCourse['effects'][number]['novelty'],
) {
  if (!novelty.ok) return `cannot say whether the effect lasts. ${novelty.detail}`;
  const { verdict, days, earlyEffect, lateEffect, adjustedP, units } = novelty.value;
  const difference = (value: number) => formatDifference(value, kind, unit);
  const period = days === 1 ? 'the first day' : `the first ${String(days)} days`;
  const next = days === 1 ? 'the next day' : 'the days after';
  return `${verdicts[verdict]}: ${difference(earlyEffect)} in ${period}, ${difference(lateEffect)} in ${next} (${formatPStatement(adjustedP)}, ${formatCount(units)} units).`;
}

function Courses({ course }: { readonly course: MetricCourse }) {
  return (
    <div className="over-time-charts">
      <Course title="By days since first exposure" column="Day" course={course.sinceExposure} of={course} />
      <Course title="By day of first exposure (UTC)" column="Day" course={course.byFirstDay} of={course} />
    </div>
  );
}

interface CourseProps {
  readonly title: string;
  readonly column: string;
  readonly course: EffectCourse;
  readonly of: MetricCourse;
}

function Course({ title, column, course, of: { metric } }: CourseProps) {
  return (
    <section className="over-time-course" aria-label={`${metric.name}: ${title}`}>
      <h3>{title}</h3>
      {course.columns.length === 0 ? (
        <p className="over-time-none">
          No whole day yet, or no such figure: the metric has no value of single days in its window.
        </p>
      ) : (
        <>
          <EffectCourseChart
            course={course}
            formatTick={(value) => formatDifference(value, metric.kind, metric.unit)}
          />
          <CourseTable title={title} column={column} course={course} metric={metric} />
        </>
      )}
    </section>
  );
}
