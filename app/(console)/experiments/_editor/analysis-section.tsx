import { ActionIcon, Button, Group, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '@/components/page';
import { emptyPast } from './analysis-draft';
import type { SectionProps } from './draft-form';

/** What every analysis is segmented by: decided before anybody looks, so that nobody picks what shows something. */
export function AnalysisSection({ form }: SectionProps) {
  const { segmentAttributes, segmentPasts } = form.values;
  return (
    <Card
      id="analysis"
      title="Segments"
      description="Every analysis shows its metrics by these, as an exploration corrected for their number. Optional."
    >
      <Stack gap="lg">
        <TagsInput
          {...form.getInputProps('segmentAttributes')}
          label="By attributes of the exposure"
          description="As your application sends them, such as country; at most 50 values each"
          placeholder="Type a name and press Enter"
          value={[...segmentAttributes]}
          maw={420}
        />
        <ul className="editor-rules">
          {segmentPasts.map((past, index) => (
            <li key={`past ${String(index)}`} className="editor-metric">
              <TextInput
                {...form.getInputProps(`segmentPasts.${String(index)}.event`)}
                label="By who did this before exposure"
                description={past.where.length === 0 ? undefined : 'With the conditions that the API set'}
                placeholder="purchase"
              />
              <NumberInput
                {...form.getInputProps(`segmentPasts.${String(index)}.lengthHours`)}
                label="In the hours before"
                min={0}
                max={8784}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove the segmentation by ${past.event === '' ? 'an event' : past.event}`}
                onClick={() => form.removeListItem('segmentPasts', index)}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => form.insertListItem('segmentPasts', emptyPast)}
          >
            Add a segmentation by the past
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
