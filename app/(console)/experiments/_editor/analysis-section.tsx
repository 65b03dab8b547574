import { ActionIcon, Button, Group, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { NumberField } from '@/components/number-field';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '@/components/page';
import {
  attributesOf,
  emptyPast,
  stratificationChoices,
  stratificationOf,
  withAttributes,
  withStratification,
  type AnalysisDraft,
} from './analysis-draft';
import type { SectionProps } from './draft-form';

/** What analyses are segmented by, and of whom they are: decided before anybody looks, so that nobody picks what shows something. */
export function AnalysisSection({ form }: SectionProps) {
  const { segments, triggerEvent, triggerWhere } = form.values;
  return (
    <Card
      id="analysis"
      title="Segments and trigger"
      description="Planned before anybody sees results. Segments are exploratory and corrected for their number. Both are optional."
    >
      <Stack gap="lg">
        <TagsInput
          label="By attributes of the exposure"
          description="As your application sends them, such as country; with many values, the 50 largest separately and the others together"
          placeholder="Type a name and press Enter"
          value={[...attributesOf(segments)]}
          onChange={(attributes) => form.setFieldValue('segments', withAttributes(segments, attributes))}
          error={attributeError(segments, form.errors)}
          maw={420}
        />
        <ul className="editor-rules">
          {segments.map((past, index) =>
            'attribute' in past ? null : (
              <li key={`past ${String(index)}`} className="editor-metric">
                <TextInput
                  {...form.getInputProps(`segments.${String(index)}.event`)}
                  label="By whether units did this before exposure"
                  description={past.where.length === 0 ? undefined : 'With the conditions that the API set'}
                  placeholder="purchase"
                />
                <NumberField
                  {...form.getInputProps(`segments.${String(index)}.lengthHours`)}
                  label="In the hours before"
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={`Remove the pre-exposure segment by ${past.event === '' ? 'an event' : past.event}`}
                  onClick={() => form.removeListItem('segments', index)}
                >
                  <IconTrash size={17} />
                </ActionIcon>
              </li>
            ),
          )}
        </ul>
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => form.insertListItem('segments', emptyPast)}
          >
            Add a pre-exposure segment
          </Button>
        </Group>
        {segments.length > 0 && (
          <Select
            label="Post-stratify effects by"
            description="Each value counts by its share of all units: narrower intervals where values differ. Frozen at the start"
            placeholder="No segmentation"
            data={stratificationChoices(segments)}
            value={stratificationOf(segments)}
            onChange={(chosen) => form.setFieldValue('segments', withStratification(segments, chosen))}
            clearable
            maw={420}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            {...form.getInputProps('triggerEvent')}
            label="Analyse only units that did this after exposure"
            description={
              triggerWhere.length === 0
                ? 'Trigger: an event that no variant makes more likely. Empty: all exposed units'
                : 'With the conditions that the API set'
            }
            placeholder="open-checkout"
          />
          {triggerEvent !== '' && (
            <Select
              {...form.getInputProps('triggerFrom')}
              label="Windows run from"
              description="Pre-exposure data stay those from before exposure"
              data={[
                { value: 'trigger', label: 'The first trigger event' },
                { value: 'exposure', label: 'The exposure' },
              ]}
              allowDeselect={false}
            />
          )}
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

/** The attributes share one field, and so do their mistakes. */
function attributeError(segments: AnalysisDraft['segments'], errors: SectionProps['form']['errors']) {
  const places = segments.flatMap((one, index) => ('attribute' in one ? [index] : []));
  const found = places.flatMap((index) => [
    errors[`segments.${String(index)}.attribute`],
    errors[`segments.${String(index)}.event`],
  ]);
  return found.find((error) => error !== undefined) ?? errors['segments'];
}
