import { place } from '@/lib/charts/axis';
import type { CoursePoint, EffectCourse } from '@/lib/charts/effect-course';
import { variantLook } from '@/lib/charts/variant-colours';
import { endOf, RefusedEnd, refusedDashes, type EndKind } from './interval-ends';
import { VariantShapePath } from './variant-mark';
import './effect-course-chart.css';

interface EffectCourseChartProps {
  readonly course: EffectCourse;
  readonly formatTick: (value: number) => string;
}

/** On a narrow screen more dates would run into one another. */
const mostLabels = 5;

/** Intervals along days, a column a day, variants side by side in it. The table beside it has the same numbers. */
export function EffectCourseChart({ course, formatTick }: EffectCourseChartProps) {
  const { drawn: columns, domain, ticks, series } = course;
  if (columns.length === 0) return null;
  const down = (value: number) => 100 - place(domain, value);
  const width = 100 / columns.length;
  const every = Math.ceil(columns.length / mostLabels);
  return (
    <div className="course" aria-hidden="true">
      <div className="course-ticks numeric">
        {ticks.map((tick) => (
          <span key={tick} style={{ top: `${down(tick).toFixed(2)}%` }}>
            {tick === 0 ? '0' : formatTick(tick)}
          </span>
        ))}
      </div>
      <svg className="course-plot">
        {ticks.map((tick) => (
          <line
            key={tick}
            x1="0"
            x2="100%"
            y1={`${down(tick).toFixed(2)}%`}
            y2={`${down(tick).toFixed(2)}%`}
            className={tick === 0 ? 'forest-zero' : 'forest-tick'}
          />
        ))}
        {columns.map(({ label, points }, index) =>
          points.map((point) => {
            const slot = series.findIndex(({ variant }) => variant === point.variant);
            const share = (slot + 1) / (series.length + 1);
            return (
              <Point
                key={`${label} ${point.variant}`}
                point={point}
                x={(index + share) * width}
                down={down}
              />
            );
          }),
        )}
      </svg>
      <div className="course-labels numeric">
        {columns.map(({ label }, index) =>
          index % every === 0 ? (
            <span key={label} style={{ left: `${((index + 0.5) * width).toFixed(2)}%` }}>
              {label}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}

interface PointProps {
  readonly point: CoursePoint;
  /** In percent from the left. */
  readonly x: number;
  readonly down: (value: number) => number;
}

function Point({ point: { mark, position }, x, down }: PointProps) {
  if (mark === null) return null;
  const { colour } = variantLook(position);
  const at = `${x.toFixed(2)}%`;
  const y = (value: number) => `${down(value).toFixed(2)}%`;
  const [lowerEnd, upperEnd] = [endOf(mark, 'lower'), endOf(mark, 'upper')];
  const half = (end: number, kind: EndKind) => (
    <line
      x1={at}
      x2={at}
      y1={y(end)}
      y2={y(mark.estimate)}
      stroke={colour}
      strokeWidth={2}
      strokeDasharray={kind === 'refused' ? refusedDashes : undefined}
    />
  );
  return (
    <g>
      {half(mark.upper, upperEnd)}
      {half(mark.lower, lowerEnd)}
      <End x={at} y={y(mark.upper)} colour={colour} kind={upperEnd} direction={1} />
      <End x={at} y={y(mark.lower)} colour={colour} kind={lowerEnd} direction={-1} />
      {!mark.clipped.estimate && (
        <svg x={at} y={y(mark.estimate)} overflow="visible">
          <VariantShapePath position={position} />
        </svg>
      )}
    </g>
  );
}

interface EndProps {
  readonly x: string;
  readonly y: string;
  readonly colour: string;
  readonly kind: EndKind;
  readonly direction: 1 | -1;
}

function End({ x, y, colour, kind, direction }: EndProps) {
  const outline = kind === 'cut' ? `M-4 ${String(6 * direction)}L0 0L4 ${String(6 * direction)}` : 'M-4 0H4';
  return (
    <svg x={x} y={y} overflow="visible">
      {kind === 'refused' ? (
        <RefusedEnd colour={colour} />
      ) : (
        <path d={outline} fill="none" stroke={colour} strokeWidth={2} />
      )}
    </svg>
  );
}
