'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { EnvironmentChoice } from '@/components/environment-choice';

interface NewRunDialogProps {
  /** Keys of the environments in which it runs. */
  readonly runsIn: readonly string[];
  /** Whether units keep what they meet. */
  readonly sticky: boolean;
  readonly onClose: () => void;
  /** `environment`: where the run ends and the next begins; none where it does not run any more. */
  readonly onConfirm: (environment: string | undefined) => Promise<unknown>;
}

/** Says what a change of what is frozen does, before it is saved. */
export function NewRunDialog({ runsIn, sticky, onClose, onConfirm }: NewRunDialogProps) {
  const [chosen, setChosen] = useState(runsIn.includes('production') ? 'production' : runsIn[0]);
  const others = runsIn.filter((environment) => environment !== chosen);
  return (
    <ConfirmDialog
      opened
      title="End this run and start a new one?"
      consequences={[
        chosen === undefined
          ? 'The current run ends now and keeps its results.'
          : `The current run in ${chosen} ends now and keeps its results.`,
        sticky
          ? 'A new run starts with this configuration. If the experiment was sticky before and keeps its variants and weights, enrolled users keep their variant and count only in the run that ends; otherwise every user is assigned again.'
          : 'A new run starts with this configuration. Every unit is assigned again, so users may see a different variant than before.',
        ...others.map((other) => `The run in ${other} continues unchanged.`),
      ]}
      confirm="End run and start a new one"
      danger
      onClose={onClose}
      onConfirm={() => onConfirm(chosen)}
    >
      <EnvironmentChoice environments={runsIn} value={chosen ?? ''} onChange={setChosen} />
    </ConfirmDialog>
  );
}
