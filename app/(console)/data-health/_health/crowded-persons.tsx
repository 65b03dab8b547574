'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Notice } from '@/components/notice';
import { useAction } from '@/components/use-action';
import { undo } from '../actions';

interface CrowdedPersonRow {
  readonly unit: string;
  readonly linkedUnits: number;
}

interface CrowdedPersonsProps {
  readonly environment: string;
  readonly persons: readonly CrowdedPersonRow[];
  readonly mayUndo: boolean;
}

/** The alarm for units that took in so many others that somebody links what is nobody's id. */
export function CrowdedPersons({ environment, persons, mayUndo }: CrowdedPersonsProps) {
  const [asked, setAsked] = useState<CrowdedPersonRow | null>(null);
  const { run } = useAction();
  if (persons.length === 0) return null;
  return (
    <Notice kind="refusal" title="One person who is probably many">
      <p>
        Linked units count as one person, so wrong links make many people look like one. Find the place in
        your code that links units before a person is known.
      </p>
      <ul>
        {persons.map((person) => (
          <li key={person.unit}>
            <code>{person.unit}</code>: {person.linkedUnits.toLocaleString('en-GB')} units are linked to it.{' '}
            {mayUndo && (
              <Button size="compact-xs" variant="default" onClick={() => setAsked(person)}>
                Undo its links
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asked !== null}
        title="Undo all links to this unit?"
        consequences={[
          'Each of its units becomes a separate person again, also for events that were already sent.',
          'The next analysis of a running experiment shows it; stored ones stay as they are.',
        ]}
        confirm="Undo its links"
        danger
        onClose={() => setAsked(null)}
        onConfirm={() => run(() => undo(environment, asked?.unit ?? ''), 'The links are undone')}
      />
    </Notice>
  );
}
