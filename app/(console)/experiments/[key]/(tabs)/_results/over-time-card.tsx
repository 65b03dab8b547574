import { Card } from '@/components/page';
import { EffectCourseChart } from '@/components/charts/effect-course-chart';
import { EndsKey } from '@/components/charts/interval-ends';
import { VariantMark } from '@/components/charts/variant-mark';
import { metricCourses, type EffectCourse, type MetricCourse } from '@/lib/charts/effect-course';
import { formatConfidence, formatDifference, formatRelative } from '@/lib/charts/format';
import { nameOfVariant } from '@/lib/charts/variant-verdict';
import { lastingSentence } from '@/lib/charts/lasting-sentence';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import { CourseTable } from './course-table';
import './over-time-card.css';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

/** Whether an effect lasts: by days since exposure, and by the day on which units came. Nothing where it was not read. */
export function OverTimeCard({ look }: { readonly look: AnalysisView }) {
  const { overTime, alphaTwoSided } = look.result;
  if (overTime === null) return null;
  if (!overTime.ok) return <Card title="Over time">Cannot say. {cannotSaySentence(overTime)}</Card>;
  const courses = metricCourses(look.result);
  if (courses.length === 0) return null;
  return (
    <Card
      title="Over time"
      description={`Exploratory: the effect relative to the control with its ${formatConfidence(alphaTwoSided)} interval, day by day, corrected neither for the number of days nor for the number of looks. Read the overall effect before single days. The test of whether an effect lasts uses units that completed both periods; its p is corrected for all metrics and variants (Holm).`}
    >
      <div className="over-time">
        {courses.map((course, index) => (
          <details key={course.metric.key} className="over-time-metric" open={index === 0}>
            <summary>
              <span className="over-time-name">{course.metric.name}</span>
              <Lasting course={course} look={look} />
            </summary>
            {course.capNote !== null && <p className="over-time-note">{course.capNote}</p>}
            <Courses course={course} />
          </details>
        ))}
      </div>
    </Card>
  );
}

interface LastingProps {
  readonly course: MetricCourse;
  readonly look: AnalysisView;
}

function Lasting({ course: { metric, effects }, look: { result, engineVersion } }: LastingProps) {
  const nameOf = (variant: string) =>
    `${nameOfVariant(result, variant)}${variant === result.control ? ' (the control)' : ''}`;
  return (
    <span className="over-time-verdicts">
      {effects.map(({ variant, position, name, novelty }) => (
        <span key={variant} className="over-time-verdict">
          <VariantMark position={position} />
          <span>
            {name}: {lastingSentence(metric, novelty, engineVersion, nameOf)}
          </span>
        </span>
      ))}
    </span>
  );
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
        <p className="over-time-none">No whole day yet, or the metric has no figure for single days.</p>
      ) : (
        <>
          <EffectCourseChart
            course={course}
            formatTick={(value) =>
              course.scale === 'relative'
                ? formatRelative(value)
                : formatDifference(value, metric.kind, metric.unit)
            }
          />
          <CourseNotes course={course} />
          <CourseTable title={title} column={column} course={course} metric={metric} />
        </>
      )}
    </section>
  );
}

/** How the chart above is to be read. */
function CourseNotes({ course: { scale, columns, drawn } }: Pick<CourseProps, 'course'>) {
  const marks = drawn.flatMap(({ points }) => points.map(({ mark }) => mark));
  const notes = [
    ...(scale === 'difference'
      ? ['As differences: on no day is the control far enough from zero for a relative effect.']
      : []),
    ...(drawn.length < columns.length
      ? ['The days from the first to the last that has an effect are drawn; the table has all of them.']
      : []),
    ...(marks.includes(null)
      ? ['Where nothing is drawn in between, the effect of that day cannot be said.']
      : []),
  ];
  return (
    <>
      <p className="over-time-key">
        <EndsKey marks={marks} />
      </p>
      {notes.length > 0 && <p className="over-time-note">{notes.join(' ')}</p>}
    </>
  );
}
