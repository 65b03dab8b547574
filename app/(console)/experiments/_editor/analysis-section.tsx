import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '@/components/page';
import { attributesOf, emptyPast, withAttributes, type AnalysisDraft } from './analysis-draft';
import type { SectionProps } from './draft-form';

/** What analyses are segmented by, and of whom they are: decided before anybody looks, so that nobody picks what shows something. */
export function AnalysisSection({ form }: SectionProps) {
  const { segments, triggerEvent, triggerWhere } = form.values;
  return (
    <Card
      id="analysis"
      title="Segments and trigger"
      description="Planned before anybody looks. Segments are an exploration, corrected for their number. Both are optional."
    >
      <Stack gap="lg">
        <TagsInput
          label="By attributes of the exposure"
          description="As your application sends them, such as country; of many values the 50 largest, and the others together"
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
                  label="By who did this before exposure"
                  description={past.where.length === 0 ? undefined : 'With the conditions that the API set'}
                  placeholder="purchase"
                />
                <NumberInput
                  {...form.getInputProps(`segments.${String(index)}.lengthHours`)}
                  label="In the hours before"
                  min={0}
                  max={8784}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={`Remove the segmentation by ${past.event === '' ? 'an event' : past.event}`}
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
            Add a segmentation by the past
          </Button>
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            {...form.getInputProps('triggerEvent')}
            label="Analyse only units that did this after exposure"
            description={
              triggerWhere.length === 0
                ? 'An event that no variant makes more likely; empty: all exposed units'
                : 'With the conditions that the API set'
            }
            placeholder="open-checkout"
          />
          {triggerEvent !== '' && (
            <Select
              {...form.getInputProps('triggerFrom')}
              label="Windows run from"
              description="The past stays what was before exposure"
              data={[
                { value: 'trigger', label: 'The first such event' },
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
