'use client';

import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconCalendarPlus,
  IconDoorOff,
  IconDots,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRocket,
  IconTrash,
  IconTrendingUp,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { analyse, unarchive } from '../actions';
import { ExperimentDialogs, type Asking } from './experiment-dialogs';
import type { EnvironmentFacts, ExperimentFacts } from './experiment-facts';
import { startable } from './start-dialog';

interface ExperimentActionsProps extends Omit<ExperimentFacts, 'here'> {
  /** The environment that is shown where the address names none. */
  readonly shown: EnvironmentFacts;
  readonly mayWrite: boolean;
  readonly mayAnalyse: boolean;
}

/** What can be done with the experiment now. Whatever users would notice is confirmed first, in words. */
export function ExperimentActions({ shown, ...given }: ExperimentActionsProps) {
  const { experimentKey: key, version, status, mayWrite, mayAnalyse, environments } = given;
  const asked = useSearchParams().get('environment');
  const here = environments.find(({ environment, run }) => environment === asked && run !== null) ?? shown;
  const props = { ...given, here };
  const [asking, setAsking] = useState<Asking>(null);
  const { busy, run } = useAction();
  const running = here.status === 'running';

  return (
    <>
      {mayAnalyse && here.run !== null && (
        <Button
          variant={running ? 'filled' : 'default'}
          leftSection={<IconRefresh size={16} />}
          loading={busy}
          onClick={() => void run(() => analyse({ key, run: here.run }), 'Analysed')}
        >
          Analyse now
        </Button>
      )}
      {mayWrite && status === 'archived' && (
        <Button
          variant="default"
          leftSection={<IconArchiveOff size={16} />}
          onClick={() => void run(() => unarchive({ key, version }), 'Unarchived')}
        >
          Unarchive
        </Button>
      )}
      {mayWrite && status !== 'archived' && (
        <Button
          component={Link}
          href={`/experiments/${key}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} />}
        >
          Edit
        </Button>
      )}
      {mayWrite &&
        status !== 'archived' &&
        (running || here.status === 'shipped' ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} />}
            onClick={() => setAsking('stop')}
          >
            Stop
          </Button>
        ) : (
          <Button
            variant={here.run === null ? 'filled' : 'default'}
            leftSection={<IconPlayerPlay size={16} />}
            onClick={() => setAsking('start')}
          >
            {here.run === null ? 'Start' : 'Start again'}
          </Button>
        ))}
      {mayWrite && status !== 'archived' && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <MoreActions {...props} onAsk={setAsking} />
          </Menu.Dropdown>
        </Menu>
      )}
      <ExperimentDialogs {...props} asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

interface MoreActionsProps extends ExperimentFacts {
  readonly onAsk: (asking: Asking) => void;
}

/** What is done less often, by the experiment's state. */
function MoreActions({ status, hasRun, here, environments, onAsk }: MoreActionsProps) {
  const running = here.status === 'running';
  return (
    <>
      {running && here.coverage < 1 && (
        <Menu.Item leftSection={<IconTrendingUp size={16} />} onClick={() => onAsk('ramp')}>
          Ramp up
        </Menu.Item>
      )}
      {running && (
        <Menu.Item leftSection={<IconCalendarPlus size={16} />} onClick={() => onAsk('extend')}>
          Extend the plan
        </Menu.Item>
      )}
      {running && here.intakeOpen && (
        <Menu.Item leftSection={<IconDoorOff size={16} />} onClick={() => onAsk('close-intake')}>
          Stop enrolment
        </Menu.Item>
      )}
      {running && startable(environments).length > 0 && (
        <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => onAsk('start')}>
          Start in another environment
        </Menu.Item>
      )}
      {here.run !== null && (
        <Menu.Item leftSection={<IconRocket size={16} />} onClick={() => onAsk('ship')}>
          Ship a variant
        </Menu.Item>
      )}
      {hasRun && status !== 'running' && status !== 'shipped' && (
        <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => onAsk('archive')}>
          Archive
        </Menu.Item>
      )}
      {!hasRun && (
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => onAsk('remove')}>
          Delete draft
        </Menu.Item>
      )}
    </>
  );
}
