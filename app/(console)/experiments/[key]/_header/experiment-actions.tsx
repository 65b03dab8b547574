'use client';

import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArchive,
  IconDots,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { analyse } from '../actions';
import { ExperimentDialogs, type Asking, type ExperimentFacts } from './experiment-dialogs';

interface ExperimentActionsProps extends ExperimentFacts {
  readonly mayWrite: boolean;
  readonly mayAnalyse: boolean;
}

/** What can be done with the experiment now. Whatever users would notice is confirmed first, in words. */
export function ExperimentActions(props: ExperimentActionsProps) {
  const { experimentKey: key, status, hasRun, mayWrite, mayAnalyse } = props;
  const [asking, setAsking] = useState<Asking>(null);
  const { busy, run } = useAction();
  const running = status === 'running';

  return (
    <>
      {mayAnalyse && hasRun && (
        <Button
          variant={running ? 'filled' : 'default'}
          leftSection={<IconRefresh size={16} />}
          loading={busy}
          onClick={() => void run(() => analyse({ key }), 'Analysed')}
        >
          Analyse now
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
        (running ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} />}
            onClick={() => setAsking('stop')}
          >
            Stop
          </Button>
        ) : (
          status !== 'archived' && (
            <Button
              variant={hasRun ? 'default' : 'filled'}
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => setAsking('start')}
            >
              {hasRun ? 'Start again' : 'Start'}
            </Button>
          )
        ))}
      {mayWrite && !running && status !== 'archived' && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {hasRun ? (
              <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => setAsking('archive')}>
                Archive
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setAsking('remove')}>
                Delete draft
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <ExperimentDialogs {...props} asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}
