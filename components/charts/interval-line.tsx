import { place } from '@/lib/charts/axis';
import type { ForestMark } from '@/lib/charts/forest';
import { variantLook } from '@/lib/charts/variant-colours';
import { endOf, RefusedEnd, refusedDashes, type EndKind } from './interval-ends';
import { VariantShapePath } from './variant-mark';

interface IntervalLineProps {
  readonly mark: ForestMark;
  readonly domain: { readonly lower: number; readonly upper: number };
  readonly position: number;
  /** Middle of the line, from the top of the drawing. */
  readonly y: number;
}

/** One interval with its estimate, across a drawing whose width is the domain. Cut ends point outwards; an end that cannot be said is a question mark. */
export function IntervalLine({ mark, domain, position, y }: IntervalLineProps) {
  const { colour } = variantLook(position);
  const at = (value: number) => `${place(domain, value).toFixed(3)}%`;
  const [lowerEnd, upperEnd] = [endOf(mark, 'lower'), endOf(mark, 'upper')];
  // Nothing is shaded towards an end that cannot be said.
  const from = lowerEnd === 'refused' ? mark.estimate : mark.lower;
  const to = upperEnd === 'refused' ? mark.estimate : mark.upper;
  const width = place(domain, to) - place(domain, from);
  const half = (end: number, kind: EndKind) => (
    <line
      x1={at(end)}
      x2={at(mark.estimate)}
      y1={y}
      y2={y}
      stroke={colour}
      strokeWidth={2}
      strokeDasharray={kind === 'refused' ? refusedDashes : undefined}
    />
  );
  return (
    <g>
      <rect
        x={at(from)}
        y={y - 5}
        width={`${width.toFixed(3)}%`}
        height={10}
        rx={3}
        fill={colour}
        opacity={0.24}
      />
      {half(mark.lower, lowerEnd)}
      {half(mark.upper, upperEnd)}
      <End x={at(mark.lower)} y={y} colour={colour} kind={lowerEnd} direction={-1} />
      <End x={at(mark.upper)} y={y} colour={colour} kind={upperEnd} direction={1} />
      {typeof mark.improvement === 'number' && (
        <svg x={at(mark.improvement)} y={y} overflow="visible">
          <path d={improvementOutline} fill="none" stroke={colour} strokeWidth={1.5} />
        </svg>
      )}
      {!mark.clipped.estimate && (
        <svg x={at(mark.estimate)} y={y} overflow="visible">
          <VariantShapePath position={position} />
        </svg>
      )}
    </g>
  );
}

/** Open above and below the line, unlike the end of an interval: the end of what improvement is possible. */
export const improvementOutline = 'M-3-8L0-4L3-8M-3 8L0 4L3 8';

interface EndProps {
  readonly x: string;
  readonly y: number;
  readonly colour: string;
  readonly kind: EndKind;
  readonly direction: 1 | -1;
}

function End({ x, y, colour, kind, direction }: EndProps) {
  const outline = kind === 'cut' ? `M${-7 * direction}-5L0 0L${-7 * direction} 5` : 'M0-5V5';
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
