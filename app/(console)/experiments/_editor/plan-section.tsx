import { Radio, SimpleGrid, Stack } from '@mantine/core';
import { NumberField } from '@/components/number-field';
import { Card } from '@/components/page';
import { alwaysValidCostSentence } from '@/lib/charts/method-cost';
import type { SectionProps } from './draft-form';
import { PercentInput } from './percent-input';

const methods = [
  {
    value: 'group-sequential',
    label: 'Group sequential',
    text: 'A few planned looks. May end early, and stays honest about it.',
  },
  { value: 'fixed', label: 'Fixed size', text: 'One look at the end. Effects stay hidden until then.' },
  {
    value: 'always-valid',
    label: 'Always valid',
    text: 'Look whenever you like, after the first twentieth of the planned units.',
  },
] as const;

/** Decision rule, fixed before anybody looks at results. */
export function PlanSection({ form }: SectionProps) {
  const { plan, leastConditionalPower: least } = form.values;
  const method = form.getInputProps('plan.method');
  return (
    <Card
      id="plan"
      title="Plan"
      description="The decision rule, fixed before anybody sees results. It is frozen when the experiment starts."
    >
      <Stack gap="lg">
        <Radio.Group {...method} label="When will you look?">
          <div className="editor-methods">
            {methods.map(({ value, label, text }) => (
              <Radio.Card key={value} value={value} className="editor-method" radius="md">
                <Radio.Indicator />
                <span>
                  <strong>{label}</strong>
                  <span>{value === 'always-valid' ? `${text} ${alwaysValidCostSentence(plan)}` : text}</span>
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          <PercentInput
            {...form.getInputProps('plan.alphaTwoSided')}
            label="Alpha, two-sided"
            description="False alarm rate (alpha)"
          />
          <PercentInput
            {...form.getInputProps('plan.power')}
            label="Power"
            description="Chance to detect a real effect (power)"
          />
          {plan.method === 'group-sequential' && (
            <NumberField
              {...form.getInputProps('plan.looks')}
              label="Looks"
              description="Planned in advance"
            />
          )}
          <NumberField
            {...form.getInputProps('plan.plannedUnits')}
            label="Planned units"
            description="Over all variants"
            placeholder="not planned"
          />
          <NumberField
            {...form.getInputProps('plan.plannedDays')}
            label="Planned days"
            description="Whole weeks balance weekdays"
            placeholder="not planned"
          />
          {(plan.method === 'group-sequential' || least !== null) && (
            <PercentInput
              label="Least conditional power"
              description="Below it a look advises to stop for futility"
              placeholder="no such advice"
              value={least ?? ''}
              onChange={(share) => {
                form.setFieldValue('leastConditionalPower', share === '' ? null : share);
              }}
              error={form.errors['leastConditionalPower']}
            />
          )}
        </SimpleGrid>
      </Stack>
    </Card>
  );
}
