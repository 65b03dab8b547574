'use client';

import { Checkbox, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Card } from '@/components/page';
import { takesCovariate } from '@/lib/services/metrics/metric-input';
import type { MetricDraft } from './metric-draft';

interface FieldsProps {
  readonly form: UseFormReturnType<MetricDraft>;
}

const maximumHours = 8784;

/** From when to when after first exposure an event counts. */
export function WindowFields({ form }: FieldsProps) {
  const isTime = form.values.kind === 'time-to-event';
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          {...form.getInputProps('definition.window.startHours')}
          label="Window starts after hours"
          description="Since first exposure; 0: at once"
          min={0}
          max={maximumHours}
        />
        <NumberInput
          {...form.getInputProps('definition.window.lengthHours')}
          label="Window in hours"
          description={isTime ? 'What a unit without the event counts as' : 'Empty: until the analysis'}
          required={isTime}
          min={0}
          max={maximumHours}
        />
      </SimpleGrid>
      {isTime ? null : (
        <Checkbox
          {...form.getInputProps('definition.window.mustBeComplete', { type: 'checkbox' })}
          label="A unit counts only when its window is over"
        />
      )}
    </Stack>
  );
}

/** What takes noise out of a metric: its past, and a cap on extreme values. */
export function PrecisionCard({ form }: FieldsProps) {
  const { kind, definition } = form.values;
  const capped = ['count', 'sum', 'mean', 'distinct-count'].includes(kind);
  if (!takesCovariate(kind)) return null;
  const { term } = definition.covariate;
  return (
    <Card title="Precision" description="Less noise shows smaller effects with the same units.">
      <Stack gap="md">
        <Checkbox
          {...form.getInputProps('definition.adjusts', { type: 'checkbox' })}
          label="Adjust for what the unit did before its first exposure (CUPED)"
        />
        {definition.adjusts && (
          <NumberInput
            {...form.getInputProps('definition.covariate.lengthHours')}
            label="Hours before exposure"
            description={
              term === null
                ? 'Of the same measure; 336 is two weeks. A unit without a past counts as 0, and as new'
                : `Of the event ${term.event}`
            }
            min={0}
            max={maximumHours}
          />
        )}
        {capped && (
          <NumberInput
            {...form.getInputProps('definition.winsorisation')}
            label="Cap at quantile"
            description="Of all units pooled, such as 0.999: higher values count as it; empty: no cap"
            step={0.001}
          />
        )}
      </Stack>
    </Card>
  );
}
