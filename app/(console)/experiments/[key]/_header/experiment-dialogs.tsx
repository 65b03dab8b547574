'use client';

import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { formatShare } from '@/lib/charts/format';
import { archive, remove, start, stop } from '../actions';
import { RampDialog } from './ramp-dialog';
import { ShipDialog } from './ship-dialog';

/** What the dialogs need to say what an act will do. */
export interface ExperimentFacts {
  readonly experimentKey: string;
  readonly name: string;
  readonly status: string;
  readonly version: number;
  readonly hasRun: boolean;
  readonly coverage: number;
  readonly unitType: string;
  readonly variants: readonly { readonly key: string; readonly name: string }[];
  /** Whether units still join the active run. */
  readonly intakeOpen: boolean;
}

/** The act that is being asked about; null: none. */
export type Asking = 'start' | 'stop' | 'close-intake' | 'ramp' | 'ship' | 'archive' | 'remove' | null;

interface ExperimentDialogsProps extends ExperimentFacts {
  readonly asking: Asking;
  readonly onClose: () => void;
}

/** One dialog for each act that users or colleagues would notice. */
export function ExperimentDialogs(props: ExperimentDialogsProps) {
  const { experimentKey: key, name, version, asking, onClose: close } = props;
  const router = useRouter();
  const { run } = useAction();
  return (
    <>
      <ConfirmDialog
        opened={asking === 'start'}
        title={`Start \u201c${name}\u201d?`}
        consequences={startConsequences(props)}
        confirm="Start in production"
        onClose={close}
        onConfirm={() => run(() => start({ key, version }), 'Started')}
      />
      <ConfirmDialog
        opened={asking === 'stop'}
        title={`Stop \u201c${name}\u201d?`}
        consequences={[
          'Within seconds every user gets the code\u2019s default again.',
          'What was recorded stays; events of exposed users still count within their window.',
          'Starting again begins a new run in which everybody is assigned anew.',
        ]}
        confirm="Stop the run"
        danger
        onClose={close}
        onConfirm={() => run(() => stop({ key, version }), 'Stopped')}
      />
      <ConfirmDialog
        opened={asking === 'close-intake'}
        title={`Stop the intake of \u201c${name}\u201d?`}
        consequences={[
          'Nobody joins any more. Units that were exposed keep their variant, and the run goes on for them.',
          'An application that does not remember what a unit met gets the code\u2019s default for it.',
          'This run\u2019s intake cannot be opened again.',
        ]}
        confirm="Stop the intake"
        danger
        onClose={close}
        onConfirm={() => run(() => stop({ key, version, keepAssigned: true }), 'Intake stopped')}
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

function startConsequences({ hasRun, coverage, unitType }: ExperimentFacts): readonly string[] {
  const share =
    coverage === 1 ? `Every eligible ${unitType}` : `${formatShare(coverage)} of the eligible ${unitType}s`;
  return [
    `${share} in production is assigned to a variant as soon as the application asks.`,
    'Variants, weights, audience, metrics and plan are frozen for this run, so that the result means what was planned.',
    ...(hasRun
      ? ['This begins a new run: everybody is assigned anew, and earlier runs keep their results.']
      : []),
  ];
}
