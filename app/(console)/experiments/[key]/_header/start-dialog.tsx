'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { EnvironmentChoice } from '@/components/environment-choice';
import { useAction } from '@/components/use-action';
import { formatShare } from '@/lib/charts/format';
import { start } from '../actions';
import type { EnvironmentFacts, ExperimentFacts } from './experiment-facts';

interface StartDialogProps extends ExperimentFacts {
  readonly onClose: () => void;
}

/** Where a run can begin: where none goes on. */
export function startable(environments: readonly EnvironmentFacts[]): readonly string[] {
  return environments.flatMap(({ environment, status }) => (status === 'running' ? [] : [environment]));
}

/** Asks in which environment the next run begins, and says what that will do. */
export function StartDialog(props: StartDialogProps) {
  const { experimentKey: key, name, version, here, environments, onClose } = props;
  const free = startable(environments);
  const first = free.includes(here.environment) ? here.environment : (free[0] ?? here.environment);
  const [environment, setEnvironment] = useState(first);
  const { run } = useAction();
  return (
    <ConfirmDialog
      opened
      title={`Start \u201c${name}\u201d?`}
      consequences={consequencesOf(props, environment)}
      confirm={`Start in ${environment}`}
      onClose={onClose}
      onConfirm={() => run(() => start({ key, version, environment }), 'Started')}
    >
      <EnvironmentChoice environments={free} value={environment} onChange={setEnvironment} />
    </ConfirmDialog>
  );
}

function consequencesOf(
  { hasRun, coverage, unitType, environments }: ExperimentFacts,
  environment: string,
): readonly string[] {
  const share =
    coverage === 1 ? `Every eligible ${unitType}` : `${formatShare(coverage)} of the eligible ${unitType}s`;
  const goingOn = environments.filter(({ status }) => status === 'running');
  return [
    `${share} in ${environment} is assigned to a variant as soon as the application asks.`,
    'Variants, weights, audience, metrics and plan are frozen for this run, so that the result means what was planned.',
    ...(hasRun
      ? ['This begins a new run: every user is assigned again, and earlier runs keep their results.']
      : []),
    ...goingOn.map((other) => `The run in ${other.environment} continues unchanged.`),
  ];
}
