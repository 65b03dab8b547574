import { place } from '@/lib/charts/axis';
import type { ForestMark } from '@/lib/charts/forest';
import { variantLook } from '@/lib/charts/variant-colours';
import { VariantShapePath } from './variant-mark';

interface IntervalLineProps {
  readonly mark: ForestMark;
  readonly domain: { readonly lower: number; readonly upper: number };
  readonly position: number;
  /** Middle of the line, from the top of the drawing. */
  readonly y: number;
}

/** One interval with its estimate, across a drawing whose width is the domain. Cut ends point outwards. */
export function IntervalLine({ mark, domain, position, y }: IntervalLineProps) {
  const { colour } = variantLook(position);
  const at = (value: number) => `${place(domain, value).toFixed(3)}%`;
  const width = place(domain, mark.upper) - place(domain, mark.lower);
  return (
    <g>
      <rect
        x={at(mark.lower)}
        y={y - 5}
        width={`${width.toFixed(3)}%`}
        height={10}
        rx={3}
        fill={colour}
        opacity={0.24}
      />
      <line x1={at(mark.lower)} x2={at(mark.upper)} y1={y} y2={y} stroke={colour} strokeWidth={2} />
      <End x={at(mark.lower)} y={y} colour={colour} cut={mark.clipped.lower} direction={-1} />
      <End x={at(mark.upper)} y={y} colour={colour} cut={mark.clipped.upper} direction={1} />
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
  readonly cut: boolean;
  readonly direction: 1 | -1;
}

function End({ x, y, colour, cut, direction }: EndProps) {
  const outline = cut ? `M${-7 * direction}-5L0 0L${-7 * direction} 5` : 'M0-5V5';
  return (
    <svg x={x} y={y} overflow="visible">
      <path d={outline} fill="none" stroke={colour} strokeWidth={2} />
    </svg>
  );
}
