'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { archive, remove, stop } from '../actions';
import type { ExperimentFacts } from './experiment-facts';
import { ExtendDialog } from './extend-dialog';
import { RampDialog } from './ramp-dialog';
import { ShipDialog } from './ship-dialog';
import { StartDialog } from './start-dialog';

/** The act that is being asked about; null: none. */
export type Asking =
  'start' | 'stop' | 'close-intake' | 'ramp' | 'extend' | 'ship' | 'archive' | 'remove' | null;

interface ExperimentDialogsProps extends ExperimentFacts {
  readonly asking: Asking;
  readonly onClose: () => void;
}

/** One dialog for each act that users or colleagues would notice. */
export function ExperimentDialogs(props: ExperimentDialogsProps) {
  const { experimentKey: key, name, version, here, asking, onClose: close } = props;
  const { environment } = here;
  const router = useRouter();
  const { run } = useAction();
  return (
    <>
      {asking === 'start' && <StartDialog {...props} />}
      <ConfirmDialog
        opened={asking === 'stop'}
        title={`Stop \u201c${name}\u201d?`}
        consequences={[
          `Within seconds every user in ${environment} gets the code\u2019s default again.`,
          'What was recorded stays. Events of exposed users still count within the window of their metric; of a metric without a window length, none from now on.',
          'The next analysis takes the last look, if the plan has one left.',
          'Starting again begins a new run in which every user is assigned again.',
        ]}
        confirm={here.status === 'running' ? `Stop the run in ${environment}` : `Stop in ${environment}`}
        danger
        onClose={close}
        onConfirm={() => run(() => stop({ key, version, environment }), 'Stopped')}
      />
      <ConfirmDialog
        opened={asking === 'close-intake'}
        title={`Stop enrolment in \u201c${name}\u201d?`}
        consequences={[
          `No new unit joins the run in ${environment}. Exposed units keep their variant, and the run continues for them.`,
          'An application that does not remember a unit\u2019s variant gets the code\u2019s default for it.',
          'Enrolment in this run cannot be reopened.',
        ]}
        confirm="Stop enrolment"
        danger
        onClose={close}
        onConfirm={() =>
          run(() => stop({ key, version, environment, keepAssigned: true }), 'Enrolment stopped')
        }
      />
      {asking === 'ramp' && <RampDialog {...props} />}
      {asking === 'extend' && <ExtendDialog {...props} />}
      {asking === 'ship' && <ShipDialog {...props} />}
      <ConfirmDialog
        opened={asking === 'archive'}
        title={`Archive \u201c${name}\u201d?`}
        consequences={[
          'It disappears from the lists; runs, analyses and evidence are kept.',
          'It can no longer be started or edited.',
        ]}
        confirm="Archive"
        onClose={close}
        onConfirm={() => run(() => archive({ key, version }), 'Archived')}
      />
      <ConfirmDialog
        opened={asking === 'remove'}
        title={`Delete the draft \u201c${name}\u201d?`}
        consequences={['It has never run, so no evidence is lost. This cannot be undone.']}
        confirm="Delete draft"
        danger
        onClose={close}
        onConfirm={async () => {
          if (await run(() => remove({ key, version }), 'Deleted')) router.push('/experiments');
        }}
      />
    </>
  );
}
