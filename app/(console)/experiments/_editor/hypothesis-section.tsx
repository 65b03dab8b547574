import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { keyFrom } from '@/lib/assignment/key-from-name';
import { Card } from '@/components/page';
import type { SectionProps } from './draft-form';

interface HypothesisSectionProps extends SectionProps {
  readonly keyFixed: boolean;
  readonly isNew: boolean;
}

const unitTypes = [
  { value: 'user', label: 'User: a signed-in person' },
  { value: 'device', label: 'Device: a browser or phone' },
  { value: 'account', label: 'Account: a company or household' },
];

/** What is asked, and why. */
export function HypothesisSection({ form, keyFixed, isNew }: HypothesisSectionProps) {
  const { name, key, unitType } = form.values;
  const named = form.getInputProps('name');
  const units = unitTypes.some(({ value }) => value === unitType)
    ? unitTypes
    : [...unitTypes, { value: unitType, label: unitType }];
  return (
    <Card id="hypothesis" title="Hypothesis" description="What you expect, why, and what would show it.">
      <Stack gap="md">
        <TextInput
          {...named}
          label="Name"
          required
          placeholder="One-page checkout"
          onChange={(event) => {
            // The key follows the name until somebody chose a key.
            if (isNew && key === keyFrom(name)) form.setFieldValue('key', keyFrom(event.currentTarget.value));
            form.setFieldValue('name', event.currentTarget.value);
          }}
        />
        <Textarea
          {...form.getInputProps('hypothesis')}
          label="Hypothesis"
          description="Because we saw …, we expect … to …, measured by …"
          placeholder="Because a quarter of carts are left at the address step, we expect fewer steps to raise purchases."
          autosize
          minRows={2}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            {...form.getInputProps('key')}
            label="Key"
            description={keyFixed ? 'Fixed: applications ask for it' : 'The key that applications ask for'}
            required
            readOnly={keyFixed}
          />
          <Select
            {...form.getInputProps('unitType')}
            label="Unit"
            description="The kind of unit that keeps one variant"
            data={units}
            allowDeselect={false}
          />
        </SimpleGrid>
      </Stack>
    </Card>
  );
}
