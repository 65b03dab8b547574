import type { ForestMark } from '@/lib/charts/forest';

export type EndKind = 'end' | 'cut' | 'refused';

/** What stands at one end of a drawn interval: a bar, an arrow where it goes on beyond the axis, or a question mark where no end can be said. */
export function endOf({ clipped, refused }: ForestMark, side: 'lower' | 'upper'): EndKind {
  if (refused[side]) return 'refused';
  return clipped[side] ? 'cut' : 'end';
}

/** The part of an interval towards an end that cannot be said. */
export const refusedDashes = '1.5 4';

/** In the ground's colour around it, so that no line runs through it. */
export function RefusedEnd({ colour }: { readonly colour: string }) {
  return (
    <text
      textAnchor="middle"
      dominantBaseline="central"
      fontSize={13}
      fontWeight={700}
      fill={colour}
      stroke="var(--surface)"
      strokeWidth={4}
      paintOrder="stroke"
    >
      ?
    </text>
  );
}

const explained = {
  cut: { path: 'M0 6H13M7 1L13 6L7 11', words: 'arrow: the interval goes on beyond the axis' },
  refused: { path: 'M0 6H9', words: 'question mark: this end cannot be said' },
} as const;

/** What an arrow and a question mark mean; nothing where no drawn interval has one. */
export function EndsKey({ marks }: { readonly marks: readonly (ForestMark | null)[] }) {
  const kinds = marks.flatMap((mark) => (mark === null ? [] : [endOf(mark, 'lower'), endOf(mark, 'upper')]));
  return (['cut', 'refused'] as const)
    .filter((kind) => kinds.includes(kind))
    .map((kind) => (
      <span key={kind}>
        <svg className="forest-key" aria-hidden="true" overflow="visible">
          <path
            d={explained[kind].path}
            fill="none"
            stroke="currentColor"
            strokeWidth={2}
            strokeDasharray={kind === 'refused' ? refusedDashes : undefined}
          />
          {kind === 'refused' && (
            <svg x="13" y="6" overflow="visible">
              <RefusedEnd colour="currentColor" />
            </svg>
          )}
        </svg>
        {explained[kind].words}
      </span>
    ));
}
