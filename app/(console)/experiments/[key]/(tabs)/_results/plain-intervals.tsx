'use client';

import { Switch } from '@mantine/core';
import { useState, type ReactNode } from 'react';

interface PlainIntervalsProps {
  /** Whether there are any beside those that the rule goes by. */
  readonly offered: boolean;
  readonly children: ReactNode;
}

/** The scorecard, with a switch that also shows the plain interval of each metric alone: figures, without word or colour. */
export function PlainIntervals({ offered, children }: PlainIntervalsProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className="scorecard" data-plain={shown}>
      {offered && (
        <Switch
          className="scorecard-switch"
          size="xs"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
          label="Show the plain interval of each metric alone too (exploratory: uncorrected, and not what the rule goes by)"
        />
      )}
      {children}
    </div>
  );
}
