'use client';

import { Button } from '@mantine/core';
import { ActionsTableHead } from '@/components/table-head';
import { useAction } from '@/components/use-action';
import { audienceSentence } from '@/lib/charts/targeting-sentence';
import type { AudienceView } from '@/lib/verbs/audiences/audience-view';
import { removeAudience } from './actions';
import '@/components/data-table.css';

interface AudienceListProps {
  readonly audiences: readonly AudienceView[];
  readonly mayWrite: boolean;
}

export function AudienceList({ audiences, mayWrite }: AudienceListProps) {
  const { busy, run } = useAction();
  if (audiences.length === 0) return <p>None yet.</p>;
  return (
    <section className="table-scroll" aria-label="Saved audiences" tabIndex={0}>
      <table className="data-table">
        <ActionsTableHead columns={['Audience', 'Who', 'Version']} />
        <tbody>
          {audiences.map(({ key, name, rule, version }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{audienceSentence(rule, 'unit')}</td>
              <td>{version}</td>
              <td>
                {mayWrite && (
                  <Button
                    size="xs"
                    variant="default"
                    loading={busy}
                    aria-label={`Delete the audience ${name}`}
                    onClick={() => void run(() => removeAudience({ key }), 'Deleted')}
                  >
                    Delete
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
