'use client';

import { Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { asksFor, type MetricDraft } from './metric-draft';

/** A source that a metric may read. */
export interface SourceChoice {
  readonly key: string;
  readonly name: string;
}

/** Whether the rows of a source are counted, so that there is no event to name. */
export function readsSource({ kind, definition }: MetricDraft): boolean {
  return definition.source !== '' && asksFor(kind, 'source');
}

interface SourceFieldProps {
  readonly form: UseFormReturnType<MetricDraft>;
  readonly sources: readonly SourceChoice[];
}

/** Where the metric reads: asked where there is a choice. */
export function SourceField({ form, sources }: SourceFieldProps) {
  if (sources.length === 0 || !asksFor(form.values.kind, 'source')) return null;
  return (
    <Select
      {...form.getInputProps('definition.source')}
      label="Reads from"
      description="A source counts all of its rows"
      data={[
        { value: '', label: 'Events that your application sends' },
        ...sources.map(({ key, name }) => ({ value: key, label: `${name} (source)` })),
      ]}
      allowDeselect={false}
      onChange={(source: string | null) => {
        form.setFieldValue('definition.source', source ?? '');
        // Its past is somebody else's database, read as far back: asked for, not taken for granted.
        if (source !== null && source !== '') form.setFieldValue('definition.adjusts', false);
      }}
    />
  );
}
