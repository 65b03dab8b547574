'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { useAction } from '@/components/use-action';
import { archive, unarchive } from '../actions';
import type { EnvironmentFacts } from './environment-facts';

/** Takes an environment out of use, or into use again, after saying what becomes of its keys. */
export function ArchiveButton({ facts }: { readonly facts: EnvironmentFacts }) {
  const { key, name, version, archived, keys, hasKeys } = facts;
  const isArchived = archived !== null;
  const [asking, setAsking] = useState(false);
  const { run } = useAction();
  const act = isArchived ? 'Unarchive' : 'Archive';
  return (
    <>
      <Button size="xs" variant="default" aria-label={`${act} ${name}`} onClick={() => setAsking(true)}>
        {act}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`${act} \u201c${name}\u201d?`}
        consequences={
          isArchived
            ? [hasKeys ? `Its keys work again: ${keys}.` : 'It has no keys that could work.']
            : [
                hasKeys
                  ? `Its keys stop working within seconds, those for the whole workspace that are of it too: ${keys}. Applications that use them get their defaults.`
                  : 'It has no keys that work, so no application notices.',
                'Nothing starts there, and what was shipped there is not served any more. What was recorded stays and can be read.',
                'It can be unarchived, and then its keys work again.',
              ]
        }
        confirm={act}
        danger={!isArchived}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          run(
            () => (isArchived ? unarchive : archive)({ key, version }),
            isArchived ? 'Unarchived' : 'Archived',
          )
        }
      />
    </>
  );
}
