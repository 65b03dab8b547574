'use client';

import { ActionIcon, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { comparisons, isComparison, takesValue, type MetricDraft, type SelectionDraft } from './metric-draft';

interface EventFieldsProps {
  readonly form: UseFormReturnType<MetricDraft>;
  /** Where the selection stands: `definition`, `definition.numerator`, `definition.steps.0`. */
  readonly path: string;
  readonly selection: SelectionDraft;
  readonly label: string;
  readonly placeholder: string;
}

const newCondition = { property: '', comparison: 'equals-text', value: '' } as const;
const choices = Object.entries(comparisons).map(([value, label]) => ({ value, label }));

/** An event by its name, with conditions on its properties. */
export function EventFields({ form, path, selection, label, placeholder }: EventFieldsProps) {
  return (
    <Stack gap="xs">
      <TextInput
        {...form.getInputProps(`${path}.event`)}
        label={label}
        description="As your application names it when it sends it"
        required
        placeholder={placeholder}
      />
      {selection.where.map((condition, index) => {
        const at = `${path}.where.${String(index)}`;
        const number = String(index + 1);
        return (
          <div key={at} className="metric-form-condition">
            <TextInput
              {...form.getInputProps(`${at}.property`)}
              aria-label={`${label}: property of condition ${number}`}
              placeholder="property"
            />
            <Select
              aria-label={`${label}: comparison of condition ${number}`}
              data={choices}
              value={condition.comparison}
              error={form.errors[`${at}.operator`]}
              allowDeselect={false}
              onChange={(comparison) => {
                if (isComparison(comparison)) form.setFieldValue(`${at}.comparison`, comparison);
              }}
            />
            {takesValue(condition.comparison) ? (
              <TextInput
                {...form.getInputProps(`${at}.value`)}
                aria-label={`${label}: value of condition ${number}`}
                placeholder="value"
              />
            ) : (
              <span />
            )}
            <ActionIcon
              variant="subtle"
              aria-label={`${label}: remove condition ${number}`}
              onClick={() => form.removeListItem(`${path}.where`, index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          aria-label={`${label}: add a condition`}
          onClick={() => form.insertListItem(`${path}.where`, newCondition)}
        >
          Only where a property…
        </Button>
      </Group>
    </Stack>
  );
}
