'use client';

import { Tooltip, UnstyledButton } from '@mantine/core';
import { useId } from 'react';

interface IntervalHeadingProps {
  readonly name: string;
  /** A sentence each; none: the name says it. */
  readonly levels: readonly string[];
}

/** What the intervals are, with the levels of both ends on hover, on focus, and read out with it. */
export function IntervalHeading({ name, levels }: IntervalHeadingProps) {
  const id = useId();
  if (levels.length === 0) return <>{name}</>;
  return (
    <>
      <Tooltip
        multiline
        maw={520}
        position="bottom-start"
        events={{ hover: true, focus: true, touch: true }}
        label={levels.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      >
        <UnstyledButton className="scorecard-levels" aria-describedby={id}>
          {name}
        </UnstyledButton>
      </Tooltip>
      <span id={id} hidden>
        {levels.join(' ')}
      </span>
    </>
  );
}
