import { ActionIcon, Button, Group, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { VariantMark } from '@/components/charts/variant-mark';
import { Card } from '@/components/page';
import { weightSumTolerance } from '@/lib/model/weights';
import type { Draft } from './draft';
import type { SectionProps } from './draft-form';
import { PercentInput } from './percent-input';
import { SplitBar } from './split-bar';
import { evenWeights, weightSum } from './weights';

const valueTypes: readonly { readonly value: Draft['valueType']; readonly label: string }[] = [
  { value: 'boolean', label: 'Switch: true or false' },
  { value: 'string', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number: decimals too (a float)' },
  { value: 'json', label: 'JSON object' },
];

const firstValues: Record<Draft['valueType'], (index: number) => string> = {
  boolean: (index) => String(index > 0),
  string: (index) => (index === 0 ? 'control' : `variant-${index}`),
  integer: (index) => String(index),
  number: (index) => String(index),
  json: () => '{}',
};

/** What units can meet, and how they are shared out. */
export function VariantsSection({ form }: SectionProps) {
  const { variants, valueType } = form.values;
  const sum = weightSum(variants);
  const isTaken = Math.abs(sum - 100) <= weightSumTolerance * 100;
  const setVariants = (next: Draft['variants']) => form.setFieldValue('variants', next);

  const changeType = (text: string | null) => {
    const type = valueTypes.find(({ value }) => value === text)?.value;
    if (type === undefined) return;
    form.setFieldValue('valueType', type);
    setVariants(variants.map((variant, index) => ({ ...variant, value: firstValues[type](index) })));
  };

  const add = () => {
    const index = variants.length;
    const added = {
      key: `variant-${index}`,
      name: `Variant ${index}`,
      value: firstValues[valueType](index),
      weight: 0,
      isControl: false,
    };
    setVariants(evenWeights([...variants, added]));
  };

  return (
    <Card
      id="variants"
      title="Variants and allocation"
      description="What units can get, and in which shares. A variant keeps its position and colour."
    >
      <Select
        label="Value type"
        description="What the application receives"
        data={valueTypes}
        value={valueType}
        onChange={changeType}
        allowDeselect={false}
        maw={320}
      />
      <ul className="editor-variants">
        {variants.map((variant, index) => (
          // Place is identity here: a variant's position decides its colour.
          <li key={index} className="editor-variant">
            <VariantFields form={form} index={index} />
            <div className="editor-variant-control">
              <Radio
                name="control"
                label="Control"
                checked={variant.isControl}
                onChange={() => setVariants(variants.map((one, at) => ({ ...one, isControl: at === index })))}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${variant.name}`}
                disabled={variants.length <= 2}
                onClick={() => setVariants(evenWeights(withoutVariant(variants, index)))}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ul>
      <SplitBar variants={variants} coverage={form.values.coverage} />
      <p className="editor-sum" data-wrong={!isTaken} role={isTaken ? undefined : 'alert'}>
        {sumSentence(sum, isTaken)}
      </p>
      <Group mt="md" justify="space-between" align="flex-end">
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={add}
            disabled={variants.length >= 20}
          >
            Add variant
          </Button>
          <Button variant="default" onClick={() => setVariants(evenWeights(variants))}>
            Split evenly
          </Button>
        </Group>
        <PercentInput
          {...form.getInputProps('coverage')}
          label="Traffic allocation"
          description={`Share of the eligible ${form.values.unitType}s that takes part`}
          w={260}
        />
      </Group>
    </Card>
  );
}

function sumSentence(sum: number, isTaken: boolean): string {
  if (sum === 100) return 'The weights sum to 100 %.';
  return isTaken
    ? `The weights sum to ${sum} %, and are saved in the same proportions with a sum of 100 %.`
    : `The weights sum to ${sum} %; they have to sum to 100 %.`;
}

function withoutVariant(variants: Draft['variants'], index: number): Draft['variants'] {
  const rest = variants.filter((_, at) => at !== index);
  // One has to be the control.
  return rest.some(({ isControl }) => isControl)
    ? rest
    : rest.map((one, at) => ({ ...one, isControl: at === 0 }));
}

function VariantFields({ form, index }: SectionProps & { readonly index: number }) {
  const { valueType } = form.values;
  const path = `variants.${index}`;
  const value = form.getInputProps(`${path}.value`);
  return (
    <>
      <span className="editor-variant-mark">
        <VariantMark position={index} />
      </span>
      <TextInput {...form.getInputProps(`${path}.name`)} label="Name" />
      <TextInput {...form.getInputProps(`${path}.key`)} label="Key" />
      {valueType === 'boolean' ? (
        <Select {...value} label="Value" data={['true', 'false']} allowDeselect={false} />
      ) : valueType === 'json' ? (
        <Textarea {...value} label="Value" autosize minRows={1} />
      ) : (
        <TextInput {...value} label="Value" />
      )}
      <PercentInput {...form.getInputProps(`${path}.weight`)} label="Weight" />
    </>
  );
}
