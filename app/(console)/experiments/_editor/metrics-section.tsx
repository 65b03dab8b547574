import { ActionIcon, Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import Link from 'next/link';
import { Card } from '@/components/page';
import { withMetricsOf } from '@/lib/model/metric-use';
import { draftMetrics, type Draft, type DraftMetric } from './draft';
import type { SectionProps } from './draft-form';
import type { EditorOptions } from './editor-options';
import { PercentInput } from './percent-input';

const roles = [
  { value: 'success', label: 'Success: to win' },
  { value: 'guardrail', label: 'Guardrail: must not get worse' },
  { value: 'quality', label: 'Invariant: should not change' },
] as const;

interface MetricsSectionProps extends SectionProps {
  readonly metrics: readonly Pick<EditorOptions['metrics'][number], 'key' | 'name'>[];
  readonly groups: EditorOptions['metricGroups'];
}

/** What is measured, and what each metric is for. */
export function MetricsSection({ form, metrics, groups }: MetricsSectionProps) {
  const chosen = form.values.metrics;
  const addGroup = (key: string | null) => {
    const group = groups.find((one) => one.key === key);
    if (group !== undefined)
      form.setFieldValue('metrics', withMetricsOf(chosen, draftMetrics(group.metrics)));
  };
  return (
    <Card
      id="metrics"
      title="Metrics"
      description="One metric to win, and some that must not get worse. Margins and effects are shares of the control’s mean."
    >
      <MetricRows form={form} metrics={metrics} />
      {groups.length > 0 && (
        <Select
          label="Add a group"
          description="All of its metrics, with their roles; metrics already in the list stay as they are"
          placeholder="Search by name or key"
          data={groups.map(({ key, name }) => ({ value: key, label: `${name} (${key})` }))}
          value={null}
          onChange={addGroup}
          searchable
          maw={420}
          mt="sm"
        />
      )}
    </Card>
  );
}

/** Metrics with what each is for, of an experiment or of a group. */
export function MetricRows({ form, metrics }: SectionProps & Pick<MetricsSectionProps, 'metrics'>) {
  const chosen = form.values.metrics;
  const setChosen = (next: Draft['metrics']) => form.setFieldValue('metrics', next);
  const nameOf = (key: string) => metrics.find((metric) => metric.key === key)?.name ?? key;
  const left = metrics.filter((metric) => !chosen.some((one) => one.metric === metric.key));
  const add = (key: string | null) => {
    if (key === null) return;
    const role: DraftMetric['role'] = chosen.length === 0 ? 'success' : 'guardrail';
    setChosen([...chosen, { metric: key, role, relativeMargin: '', minimumEffectRelative: '' }]);
  };
  // Another role has another amount; that of the old one would be sent and never seen.
  const changeRole = (index: number, to: string | null) => {
    const role = roles.find(({ value }) => value === to)?.value;
    if (role === undefined) return;
    setChosen(
      chosen.map((one, at) =>
        at === index ? { ...one, role, relativeMargin: '', minimumEffectRelative: '' } : one,
      ),
    );
  };
  return (
    <>
      <ul className="editor-rules">
        {chosen.map((one, index) => (
          <li key={one.metric} className="editor-metric">
            <p className="editor-metric-name">
              {nameOf(one.metric)}
              <code>{one.metric}</code>
            </p>
            <Select
              {...form.getInputProps(`metrics.${index}.role`)}
              label="Role"
              data={roles}
              allowDeselect={false}
              onChange={(role: string | null) => changeRole(index, role)}
            />
            <RoleAmount form={form} role={one.role} index={index} />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove ${nameOf(one.metric)}`}
              onClick={() => setChosen(chosen.filter((_, at) => at !== index))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {metrics.length === 0 ? (
        <p className="editor-note">
          No metric is defined yet. <Link href="/metrics/new">Define the first one</Link>; you can save this
          draft without one.
        </p>
      ) : (
        <Select
          label="Add a metric"
          placeholder={left.length === 0 ? 'All metrics are chosen' : 'Search by name or key'}
          data={left.map(({ key, name }) => ({ value: key, label: `${name} (${key})` }))}
          value={null}
          onChange={add}
          searchable
          disabled={left.length === 0}
          maw={420}
        />
      )}
    </>
  );
}

function RoleAmount({
  form,
  role,
  index,
}: SectionProps & { readonly role: DraftMetric['role']; readonly index: number }) {
  if (role === 'quality') return <span />;
  const success = role === 'success';
  return (
    <PercentInput
      {...form.getInputProps(`metrics.${index}.${success ? 'minimumEffectRelative' : 'relativeMargin'}`)}
      label={success ? 'Smallest effect of interest' : 'Margin'}
      placeholder={success ? 'none' : 'watched for harm only'}
    />
  );
}
