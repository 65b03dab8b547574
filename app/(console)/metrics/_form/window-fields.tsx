'use client';

import { Checkbox, SimpleGrid, Stack, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { NumberField } from '@/components/number-field';
import { Card } from '@/components/page';
import { asksFor, hasEndedWindow, otherMeasures, withAttributes, type MetricDraft } from './metric-draft';

interface FieldsProps {
  readonly form: UseFormReturnType<MetricDraft>;
}

/** From when to when after first exposure an event counts. */
export function WindowFields({ form }: FieldsProps) {
  const isEnded = hasEndedWindow(form.values.kind);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberField
          {...form.getInputProps('definition.window.startHours')}
          label="Window starts after hours"
          description="Since first exposure; 0: immediately"
        />
        <NumberField
          {...form.getInputProps('definition.window.lengthHours')}
          label="Window in hours"
          description={
            isEnded
              ? 'Value of a unit without the event'
              : 'Empty: until the analysis, or the end of the run where that is earlier'
          }
          required={isEnded}
        />
      </SimpleGrid>
      {isEnded ? null : (
        <Checkbox
          {...form.getInputProps('definition.window.mustBeComplete', { type: 'checkbox' })}
          label="A unit counts only when its window is over"
        />
      )}
    </Stack>
  );
}

/** The attributes share one field, and so do their mistakes. */
function attributesError(errors: UseFormReturnType<MetricDraft>['errors']) {
  return Object.entries(errors).find(([path]) => path.startsWith('definition.covariate.attributes'))?.[1];
}

interface CapFieldsProps extends FieldsProps {
  readonly path: string;
  /** What stands before the labels, such as "Numerator: ". */
  readonly part: string;
}

function CapFields({ form, path, part }: CapFieldsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NumberField
        {...form.getInputProps(`${path}.winsorisation`)}
        label={`${part}Cap at quantile`}
        description="Quantile over all units, such as 0.999: higher values are set to it. Empty: no cap"
      />
      <NumberField
        {...form.getInputProps(`${path}.winsorisationLower`)}
        label={`${part}Lower cap at quantile`}
        description="Such as 0.001: lower values, such as large refunds, are set to it. Empty: no cap"
      />
    </SimpleGrid>
  );
}

/** What takes noise out of a metric: its past, and a cap on extreme values. */
export function PrecisionCard({ form }: FieldsProps) {
  const { kind, definition } = form.values;
  if (!asksFor(kind, 'covariate')) return null;
  const { term } = definition.covariate;
  return (
    <Card title="Precision" description="Less noise shows smaller effects with the same units.">
      <Stack gap="md">
        <Checkbox
          {...form.getInputProps('definition.adjusts', { type: 'checkbox' })}
          label="Adjust for what the unit did before its first exposure (CUPED)"
        />
        {definition.adjusts && (
          <NumberField
            {...form.getInputProps('definition.covariate.lengthHours')}
            label="Hours before exposure"
            description={
              term === null
                ? 'The same measure before exposure; 336 hours are two weeks. A unit without earlier events counts as 0, and as new'
                : `Of the event ${term.event}`
            }
          />
        )}
        {definition.adjusts && definition.source === '' && (
          <TagsInput
            label="Adjust also for how often the unit did these"
            description="Events before exposure, in the same hours. What they do not add is dropped, and the result says so"
            placeholder="Type the name of an event and press Enter"
            value={(definition.covariate.others ?? []).map(({ event }) => event)}
            onChange={(events) =>
              form.setFieldValue('definition.covariate.others', otherMeasures(definition.covariate, events))
            }
            maxTags={5}
            maw={420}
          />
        )}
        {definition.adjusts && (
          <TagsInput
            label="Adjust also for attributes of the first exposure"
            description="As your application sends them, such as country: what is known of a unit before it meets a variant. At most 3"
            placeholder="Type a name and press Enter"
            value={[...(definition.covariate.attributes ?? [])]}
            onChange={(attributes) =>
              form.setFieldValue('definition.covariate', withAttributes(definition.covariate, attributes))
            }
            error={attributesError(form.errors)}
            maxTags={3}
            maw={420}
          />
        )}
        {asksFor(kind, 'winsorisation') && <CapFields form={form} path="definition" part="" />}
        {asksFor(kind, 'numerator') && (
          <>
            <CapFields form={form} path="definition.numerator" part="Numerator: " />
            <CapFields form={form} path="definition.denominator" part="Denominator: " />
          </>
        )}
      </Stack>
    </Card>
  );
}
