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
      title="End this run and begin the next?"
      consequences={[
        chosen === undefined
          ? 'The current run ends now and keeps its results.'
          : `The current run in ${chosen} ends now and keeps its results.`,
        sticky
          ? 'A new run begins with this configuration. If it was sticky before, with the same variants and weights, users keep what they met, and those who were in count in the run that ends alone; otherwise everybody is assigned anew.'
          : 'A new run begins with this configuration; every unit is assigned anew, so users may see another variant than before.',
        ...others.map((other) => `The run in ${other} goes on as it began.`),
      ]}
      confirm="End run and begin the next"
      danger
      onClose={onClose}
      onConfirm={() => onConfirm(chosen)}
    >
      <EnvironmentChoice environments={runsIn} value={chosen ?? ''} onChange={setChosen} />
    </ConfirmDialog>
  );
}
