import { Checkbox, MultiSelect, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { Card } from '@/components/page';
import { formatShare } from '@/lib/charts/format';
import type { SectionProps } from './draft-form';
import type { EditorOptions } from './editor-options';
import { PercentInput } from './percent-input';

interface EligibilitySectionProps extends SectionProps {
  readonly options: EditorOptions;
}

/** What else decides who takes part: layer, times, prerequisite, and units that are shown a variant for testing. */
export function EligibilitySection({ form, options }: EligibilitySectionProps) {
  const { layerKey, prerequisiteExperiment, variants } = form.values;
  const layer = options.layers.find(({ key }) => key === layerKey);
  const prerequisite = options.experiments.find(({ key }) => key === prerequisiteExperiment);
  return (
    <Card
      id="traffic"
      title="Traffic"
      description="Experiments in the same layer never share a unit. Holdouts exclude their units from every run that starts later."
    >
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            {...form.getInputProps('layerKey')}
            label="Layer"
            description={
              layer === undefined ? 'Optional' : `${formatShare(layer.freeShare)} free in production`
            }
            placeholder="none"
            clearable
            data={options.layers.map(({ key, name }) => ({ value: key, label: name }))}
            value={layerKey === '' ? null : layerKey}
            onChange={(value: string | null) => form.setFieldValue('layerKey', value ?? '')}
          />
          {layerKey !== '' && (
            <PercentInput
              {...form.getInputProps('layerShare')}
              label="Share of the layer"
              description="Reserved while the run is active"
            />
          )}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            {...form.getInputProps('startsAt')}
            type="datetime-local"
            label="Starts at (UTC)"
            description="Nobody is assigned before"
          />
          <TextInput
            {...form.getInputProps('endsAt')}
            type="datetime-local"
            label="Ends at (UTC)"
            description="Nobody is assigned from then on"
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            {...form.getInputProps('prerequisiteExperiment')}
            label="Only units of another experiment"
            description="Optional prerequisite"
            placeholder="none"
            clearable
            searchable
            data={options.experiments.map(({ key, name }) => ({ value: key, label: name }))}
            value={prerequisiteExperiment === '' ? null : prerequisiteExperiment}
            onChange={(value: string | null) => {
              form.setFieldValue('prerequisiteExperiment', value ?? '');
              form.setFieldValue('prerequisiteVariants', []);
            }}
          />
          {prerequisite !== undefined && (
            <MultiSelect
              {...form.getInputProps('prerequisiteVariants')}
              label="who meet one of"
              description="Variants of that experiment"
              data={[...prerequisite.variants]}
              value={[...form.values.prerequisiteVariants]}
            />
          )}
        </SimpleGrid>
        <Checkbox
          {...form.getInputProps('sticky', { type: 'checkbox' })}
          label="A unit keeps the variant it was first exposed to"
          description="For units whose attributes change; the client or the server has to remember the variant."
        />
        <Select
          {...form.getInputProps('defaultVariant')}
          label="Whoever takes no part gets"
          description="Not targeted, not covered, held out, or outside the schedule. They are not counted."
          placeholder="The default in the code"
          data={variants.map(({ key, name }) => ({ value: key, label: `The value of “${name}”` }))}
          clearable
          maw={420}
        />
        <Textarea
          {...form.getInputProps('forced')}
          label="Overrides, for testing"
          description={`One per line: unit = ${variants[1]?.key ?? 'variant'}. These units get the variant and are left out of analyses.`}
          placeholder={`tester-1 = ${variants[1]?.key ?? 'treatment'}`}
          autosize
          minRows={1}
        />
      </Stack>
    </Card>
  );
}
