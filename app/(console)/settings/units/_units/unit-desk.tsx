'use client';

import { Button, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { Card } from '@/components/page';
import type { UnitReport } from '@/lib/verbs/data/data-answers';
import { find } from '../actions';
import { EraseUnitButton } from './erase-unit-button';
import { PlacesTable } from './places-table';
import { StandingTable } from './standing-table';

interface UnitDeskProps {
  readonly timeZone: string;
  /** Whether the person may also change definitions. */
  readonly mayEdit: boolean;
}

interface Found {
  readonly unit: string;
  readonly report: UnitReport;
}

/** Finds a unit, shows where it stands, and offers its file and its erasure. */
export function UnitDesk({ timeZone, mayEdit }: UnitDeskProps) {
  const [unit, setUnit] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async (wanted: string) => {
    setBusy(true);
    try {
      const outcome = await find(wanted);
      setFound(outcome.ok ? { unit: wanted, report: outcome.value } : null);
      setRefusal(outcome.ok ? null : outcome.detail);
    } catch {
      setFound(null);
      setRefusal('The server did not answer as expected. Try again.');
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void look(unit);
  };
  return (
    <>
      <Card>
        <form className="units-find" onSubmit={submit}>
          <TextInput
            label="Unit"
            description="The id as your application sends it. Units that were linked to it are found with it."
            placeholder="user-7"
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
            error={refusal}
            autoComplete="off"
            required
          />
          <Button type="submit" loading={busy}>
            Find
          </Button>
        </form>
      </Card>
      {found !== null && (
        <Report found={found} timeZone={timeZone} mayEdit={mayEdit} onErased={() => look(found.unit)} />
      )}
    </>
  );
}

interface ReportProps extends UnitDeskProps {
  readonly found: Found;
  readonly onErased: () => Promise<void>;
}

function Report({ found: { unit, report }, timeZone, mayEdit, onErased }: ReportProps) {
  const { units, places, standing } = report;
  const isNothing = places.length === 0 && standing.length === 0;
  const linked = units.slice(1);
  if (isNothing) {
    return (
      <Card title="Nothing is stored of this unit">
        No environment of this workspace has it, and no definition names it. Ids are told apart to the letter:
        check how your application sends it.
      </Card>
    );
  }
  return (
    <>
      {linked.length > 0 && (
        <Card title="Other units are linked to it">
          They are one person, exported and erased together: {linked.slice(0, 10).join(', ')}
          {linked.length > 10 && ` and ${String(linked.length - 10)} more`}.
        </Card>
      )}
      <Card
        title="Evidence"
        description="What an erasure removes, in every environment."
        actions={<ExportForm unit={unit} />}
        flush
      >
        <PlacesTable places={places} timeZone={timeZone} />
      </Card>
      <Card
        title="Definitions that name it"
        description="Overrides and rules that people wrote. They stay unless you ask otherwise; what a run froze stays in any case."
        actions={<EraseUnitButton unit={unit} report={report} mayEdit={mayEdit} onErased={onErased} />}
        flush
      >
        <StandingTable standing={standing} />
      </Card>
    </>
  );
}

/** A form and no link: the id stands in no address. */
function ExportForm({ unit }: { readonly unit: string }) {
  return (
    <form method="post" action="/settings/units/export">
      <input type="hidden" name="unit" value={unit} />
      <Button type="submit" variant="default" size="xs">
        Download as JSON lines
      </Button>
    </form>
  );
}
