import { ActionIcon, Button, Group, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Card } from '@/components/page';
import { audienceSentence } from '@/lib/charts/targeting-sentence';
import { experimentInputSchema } from '@/lib/model/experiment';
import { emptyRow, operatorOptions, type AudienceRow } from './audience-rows';
import { inputOf, type Draft } from './draft';
import type { SectionProps } from './draft-form';
import type { EditorOptions } from './editor-options';

interface AudienceSectionProps extends SectionProps {
  readonly audiences: EditorOptions['audiences'];
}

/** Who may take part: a saved audience, and rows that read as a sentence. */
export function AudienceSection({ form, audiences }: AudienceSectionProps) {
  const { audience, keptTargeting } = form.values;
  return (
    <Card
      id="audience"
      title="Audience"
      description="Who is eligible, by the attributes that the application sends."
    >
      <p className="editor-sentence">{sentence(form.values)}</p>
      {keptTargeting !== null ? (
        <Group>
          <p className="editor-note">This rule was written through the API and is kept unchanged.</p>
          <Button variant="default" size="xs" onClick={() => form.setFieldValue('keptTargeting', null)}>
            Replace it
          </Button>
        </Group>
      ) : (
        <>
          {(audiences.length > 0 || audience !== '') && (
            <Select
              {...form.getInputProps('audience')}
              mb="sm"
              label="Saved audience"
              description="The run keeps the version it starts with"
              placeholder="none"
              clearable
              data={audiences.map(({ key, name }) => ({ value: key, label: name }))}
              value={audience === '' ? null : audience}
              onChange={(value: string | null) => form.setFieldValue('audience', value ?? '')}
            />
          )}
          <AudienceRules form={form} />
        </>
      )}
    </Card>
  );
}

/** The rows alone. */
export function AudienceRules({ form }: SectionProps) {
  const { rows, match } = form.values;
  const setRows = (next: readonly AudienceRow[]) => form.setFieldValue('rows', next);
  return (
    <>
      {rows.length > 1 && (
        <SegmentedControl
          size="xs"
          mb="sm"
          aria-label="How the conditions combine"
          data={[
            { value: 'all', label: 'All must hold' },
            { value: 'any', label: 'One is enough' },
          ]}
          value={match}
          onChange={(value) => form.setFieldValue('match', value === 'any' ? 'any' : 'all')}
        />
      )}
      <ul className="editor-rules">
        {rows.map((row, index) => (
          // Rows have no other identity than their place.
          <li key={index} className="editor-rule">
            <TextInput
              {...form.getInputProps(`rows.${index}.attribute`)}
              label="Attribute"
              placeholder="country"
            />
            <Select
              {...form.getInputProps(`rows.${index}.operator`)}
              label="Comparison"
              data={operatorOptions}
              allowDeselect={false}
            />
            <RuleValue form={form} row={row} index={index} />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove condition ${index + 1}`}
              onClick={() => setRows(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        onClick={() => setRows([...rows, emptyRow])}
      >
        Add condition
      </Button>
    </>
  );
}

function RuleValue({
  form,
  row,
  index,
}: SectionProps & { readonly row: AudienceRow; readonly index: number }) {
  if (row.operator === 'in' || row.operator === 'not-in') {
    return (
      <TagsInput
        {...form.getInputProps(`rows.${index}.list`)}
        error={form.errors[`rows.${index}.value`]}
        label="Values"
        placeholder={row.list.length === 0 ? 'Type and press Enter' : ''}
      />
    );
  }
  if (row.operator === 'exists') {
    return (
      <Select
        {...form.getInputProps(`rows.${index}.value`)}
        value={row.value === 'false' ? 'false' : 'true'}
        label="Answer"
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        allowDeselect={false}
      />
    );
  }
  return <TextInput {...form.getInputProps(`rows.${index}.value`)} label="Value" placeholder="SE" />;
}

function sentence(draft: Draft): string {
  const parsed = experimentInputSchema.shape.targeting.safeParse(inputOf(draft).targeting);
  return parsed.success
    ? `${audienceSentence(parsed.data, draft.unitType)}.`
    : 'The audience is not complete yet.';
}
