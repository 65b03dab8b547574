'use client';

import {
  Button,
  Checkbox,
  Group,
  Input,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { NumberField } from '@/components/number-field';
import { IconPlus } from '@tabler/icons-react';
import { Card } from '@/components/page';
import { kindLabel, metricKinds } from '@/lib/model/metrics/kinds';
import { EventFields } from './event-fields';
import { asksFor, emptySelection, type MetricDraft } from './metric-draft';
import { readsSource, SourceField, type SourceChoice } from './source-field';
import { WindowFields } from './window-fields';

interface FieldsProps {
  readonly form: UseFormReturnType<MetricDraft>;
}

const kindChoices = metricKinds.map((kind) => ({ value: kind, label: kindLabel(kind) }));

const maximumSteps = 9;

/** How events become a number, and which way is better. */
export function DefinitionCard({
  form,
  meaning,
  sources,
}: FieldsProps & { readonly meaning: string; readonly sources: readonly SourceChoice[] }) {
  const { kind } = form.values;
  return (
    <Card title="Definition" description="How the events of a unit become one number.">
      <Stack gap="md">
        <Select
          label="Kind"
          data={kindChoices}
          value={kind}
          allowDeselect={false}
          onChange={(chosen) => {
            const next = metricKinds.find((candidate) => candidate === chosen);
            if (next !== undefined) form.setFieldValue('kind', next);
          }}
        />
        <p className="metric-form-meaning">{meaning}</p>
        <SourceField form={form} sources={sources} />
        <KindFields form={form} />
        {asksFor(kind, 'window') && <WindowFields form={form} />}
        {asksFor(kind, 'breakdown') && !readsSource(form.values) && <BreakdownFields form={form} />}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            {...form.getInputProps('unit')}
            label="Unit"
            description="For display, such as EUR or ms"
          />
          <Input.Wrapper label="Better is" labelElement="div" description="For verdicts and guardrails">
            <SegmentedControl
              {...form.getInputProps('direction')}
              aria-label="Better is"
              data={[
                { value: 'higher-is-better', label: 'Higher' },
                { value: 'lower-is-better', label: 'Lower' },
              ]}
              fullWidth
            />
          </Input.Wrapper>
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

/** What one kind asks for beside its window. */
function KindFields({ form }: FieldsProps) {
  const { kind, definition } = form.values;
  return (
    <>
      {asksFor(kind, 'event') && !readsSource(form.values) && (
        <EventFields
          form={form}
          path="definition"
          selection={definition}
          label="Event"
          placeholder="purchase"
        />
      )}
      {asksFor(kind, 'numerator') && <RatioFields form={form} />}
      {asksFor(kind, 'steps') && <FunnelFields form={form} />}
      {asksFor(kind, 'days') && <RetentionFields form={form} />}
      {asksFor(kind, 'quantile') && <QuantileFields form={form} />}
      {asksFor(kind, 'property') && (
        <TextInput
          {...form.getInputProps('definition.property')}
          label="Property"
          description="The property whose distinct values are counted"
          required
          placeholder="category"
        />
      )}
    </>
  );
}

function QuantileFields({ form }: FieldsProps) {
  const isOfUnits = asksFor(form.values.kind, 'aggregate');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NumberField
        {...form.getInputProps('definition.quantile')}
        label="Quantile"
        description={
          isOfUnits
            ? 'Between 0 and 1: 0.5 is the median'
            : 'Between 0 and 1: 0.95 is the p95. Every event counts once; the interval allows for events of one unit being alike'
        }
      />
      {isOfUnits && (
        <Input.Wrapper
          label="Of each unit’s"
          labelElement="div"
          description="A mean leaves out units without one"
        >
          <SegmentedControl
            {...form.getInputProps('definition.aggregate')}
            aria-label="Of each unit’s"
            data={[
              { value: 'sum', label: 'Sum' },
              { value: 'mean', label: 'Mean' },
            ]}
            fullWidth
          />
        </Input.Wrapper>
      )}
    </SimpleGrid>
  );
}

function BreakdownFields({ form }: FieldsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        {...form.getInputProps('definition.breakdown.property')}
        label="Break down by property"
        description="A property of the event: analyses show the figure of each value, without a test. Empty: no breakdown"
        placeholder="category"
      />
      {form.values.definition.breakdown.property !== '' && (
        <NumberField
          {...form.getInputProps('definition.breakdown.largest')}
          label="Values shown separately"
          description="The largest values; all others are shown together"
        />
      )}
    </SimpleGrid>
  );
}

function RatioFields({ form }: FieldsProps) {
  const { numerator, denominator } = form.values.definition;
  const aggregates = [
    { value: 'sum', label: 'Sum of values' },
    { value: 'count', label: 'Number of events' },
    { value: 'any', label: 'Number of units' },
  ];
  return (
    <Stack gap="xs">
      <p className="metric-form-hint">
        A figure per session, order or other event has what happens in it as its numerator, and the number of
        such events as its denominator. Its interval allows for events of one unit being alike.
      </p>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {(['numerator', 'denominator'] as const).map((part) => {
          const label = part === 'numerator' ? 'Numerator' : 'Denominator';
          return (
            <Stack key={part} gap="xs">
              <Select
                {...form.getInputProps(`definition.${part}.aggregate`)}
                label={label}
                data={aggregates}
                allowDeselect={false}
              />
              {readsSource(form.values) ? null : (
                <EventFields
                  form={form}
                  path={`definition.${part}`}
                  selection={part === 'numerator' ? numerator : denominator}
                  label={`${label} event`}
                  placeholder={part === 'numerator' ? 'purchase' : 'visit'}
                />
              )}
            </Stack>
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}

function FunnelFields({ form }: FieldsProps) {
  const { steps } = form.values.definition;
  return (
    <Stack gap="md">
      {steps.map((step, index) => (
        <Stack key={`step ${String(index)}`} gap="xs" className="metric-form-step">
          <EventFields
            form={form}
            path={`definition.steps.${String(index)}`}
            selection={step}
            label={`Step ${String(index + 1)}`}
            placeholder={index === 0 ? 'view-cart' : 'purchase'}
          />
          {steps.length > 2 && (
            <Group>
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => form.removeListItem('definition.steps', index)}
              >
                Remove step {index + 1}
              </Button>
            </Group>
          )}
        </Stack>
      ))}
      {steps.length < maximumSteps && (
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => form.insertListItem('definition.steps', emptySelection)}
          >
            Add a step
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function RetentionFields({ form }: FieldsProps) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberField
          {...form.getInputProps('definition.days.from')}
          label="From day"
          description="0 is the day of exposure"
        />
        <NumberField
          {...form.getInputProps('definition.days.to')}
          label="To day"
          description="That day included"
        />
        <TextInput
          {...form.getInputProps('definition.timeZone')}
          label="Time zone"
          description="Days begin at midnight in this time zone"
          placeholder="Europe/Berlin"
        />
      </SimpleGrid>
      <Checkbox
        {...form.getInputProps('definition.mustBeComplete', { type: 'checkbox' })}
        label="A unit counts only when its days are over"
      />
    </Stack>
  );
}
