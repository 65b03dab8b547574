'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { archive, remove, stop } from '../actions';
import { RampDialog } from './ramp-dialog';
import { ShipDialog } from './ship-dialog';
import { StartDialog } from './start-dialog';

/** How the experiment stands in one environment. */
export interface EnvironmentFacts {
  /** Key of the environment. */
  readonly environment: string;
  readonly status: 'never' | 'running' | 'shipped' | 'stopped';
  /** Number of the latest run there; null: it never ran there. */
  readonly run: number | null;
  /** Share of the eligible units that takes part in that run. */
  readonly coverage: number;
  /** Whether units still join that run. */
  readonly intakeOpen: boolean;
}

/** What the dialogs need to say what an act will do. */
export interface ExperimentFacts {
  readonly experimentKey: string;
  readonly name: string;
  readonly status: string;
  readonly version: number;
  readonly hasRun: boolean;
  /** With which the next run begins. */
  readonly coverage: number;
  readonly unitType: string;
  readonly variants: readonly { readonly key: string; readonly name: string }[];
  /** The environment that acts are about. */
  readonly here: EnvironmentFacts;
  /** All of the workspace's. */
  readonly environments: readonly EnvironmentFacts[];
}

/** The act that is being asked about; null: none. */
export type Asking = 'start' | 'stop' | 'close-intake' | 'ramp' | 'ship' | 'archive' | 'remove' | null;

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
          'What was recorded stays; events of exposed users still count within their window.',
          'Starting again begins a new run in which everybody is assigned anew.',
        ]}
        confirm={here.status === 'running' ? `Stop the run in ${environment}` : `Stop in ${environment}`}
        danger
        onClose={close}
        onConfirm={() => run(() => stop({ key, version, environment }), 'Stopped')}
      />
      <ConfirmDialog
        opened={asking === 'close-intake'}
        title={`Stop the intake of \u201c${name}\u201d?`}
        consequences={[
          `Nobody joins the run in ${environment} any more. Units that were exposed keep their variant, and the run goes on for them.`,
          'An application that does not remember what a unit met gets the code\u2019s default for it.',
          'This run\u2019s intake cannot be opened again.',
        ]}
        confirm="Stop the intake"
        danger
        onClose={close}
        onConfirm={() => run(() => stop({ key, version, environment, keepAssigned: true }), 'Intake stopped')}
      />
      {asking === 'ramp' && <RampDialog {...props} />}
      {asking === 'ship' && <ShipDialog {...props} />}
      <ConfirmDialog
        opened={asking === 'archive'}
        title={`Archive \u201c${name}\u201d?`}
        consequences={[
          'It leaves the lists; runs, analyses and evidence are kept.',
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
