'use client';

import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { NumberField } from '@/components/number-field';
import type { TypedNumber } from '@/components/typed-number';
import { Card } from '@/components/page';
import { keySchema } from '@/lib/model/key';
import { emptyDraft, type Draft } from '../experiments/_editor/draft';
import type { EditorOptions } from '../experiments/_editor/editor-options';
import { MetricsSection } from '../experiments/_editor/metrics-section';
import { PercentInput } from '../experiments/_editor/percent-input';
import { PlanSection } from '../experiments/_editor/plan-section';
import { PlannerPanel } from './_panel/planner-panel';
import '../experiments/_editor/editor.css';

/** A design to think with: nothing of it is stored. */
export function PlannerForm({ options }: { readonly options: EditorOptions }) {
  const form = useForm<Draft>({ initialValues: emptyDraft });
  return (
    <div className="editor-sections">
      <SplitSection
        draft={form.values}
        onChange={(variants) => form.setFieldValue('variants', variants)}
        onCoverage={(coverage) => form.setFieldValue('coverage', coverage)}
      />
      <MetricsSection form={form} metrics={options.metrics} groups={options.metricGroups} />
      <TypedMetric
        onAdd={(metric) =>
          form.setFieldValue('metrics', [
            ...form.values.metrics,
            {
              ...{ metric, relativeMargin: '' as const, minimumEffectRelative: '' as const },
              role: form.values.metrics.length === 0 ? 'success' : 'guardrail',
            },
          ])
        }
        taken={form.values.metrics.map(({ metric }) => metric)}
      />
      <PlanSection form={form} />
      <PlannerPanel draft={form.values} metrics={options.metrics} />
    </div>
  );
}

const mostTreatments = 19;

function isCount(value: TypedNumber): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= mostTreatments;
}

function isSplit(share: TypedNumber): share is number {
  return share !== '' && share > 0 && share < 1;
}

interface SplitSectionProps {
  readonly draft: Pick<Draft, 'variants' | 'coverage'>;
  readonly onChange: (variants: Draft['variants']) => void;
  readonly onCoverage: (coverage: Draft['coverage']) => void;
}

function SplitSection({ draft, onChange, onCoverage }: SplitSectionProps) {
  const { variants, coverage } = draft;
  const [share, setShare] = useState<TypedNumber>(variants[0]?.weight ?? '');
  const split = (count: number, controlShare: number) => {
    const others = Array.from({ length: count }, (_, index) => ({
      key: count === 1 ? 'treatment' : `treatment-${String(index + 1)}`,
      name: '',
      value: 'true',
      weight: (1 - controlShare) / count,
      isControl: false,
    }));
    const control = {
      key: 'control',
      name: 'Control',
      value: 'false',
      weight: controlShare,
      isControl: true,
    };
    onChange([control, ...others]);
  };
  const treatments = variants.length - 1;
  const [wanted, setWanted] = useState<TypedNumber>(treatments);
  return (
    <Card
      title="Variants"
      description="How many variants are compared with the control, and who gets how much."
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberField
          label="Variants beside the control"
          value={wanted}
          error={isCount(wanted) ? undefined : `A whole number from 1 to ${mostTreatments}`}
          onChange={(count) => {
            setWanted(count);
            if (!isCount(count)) return;
            setShare(1 / (count + 1));
            split(count, 1 / (count + 1));
          }}
        />
        <PercentInput
          label="Share of the control"
          value={share}
          error={isSplit(share) ? undefined : 'Above 0 % and below 100 %'}
          onChange={(typed) => {
            setShare(typed);
            if (isSplit(typed)) split(treatments, typed);
          }}
        />
        <PercentInput label="Traffic allocation" value={coverage} onChange={onCoverage} />
      </SimpleGrid>
    </Card>
  );
}

interface TypedMetricProps {
  readonly taken: readonly string[];
  readonly onAdd: (metric: string) => void;
}

/** A metric that nobody has defined yet: its baseline is typed. */
function TypedMetric({ taken, onAdd }: TypedMetricProps) {
  const [key, setKey] = useState('');
  const isKey = keySchema.safeParse(key).success;
  const isFree = isKey && !taken.includes(key);
  return (
    <Card
      title="A metric of your own"
      description="To plan before anything is measured: name it, then type its baseline below."
    >
      <div className="planner-own">
        <TextInput
          label="Key"
          description="Such as conversion"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={
            key === '' || isFree
              ? null
              : isKey
                ? 'It is in the plan already.'
                : 'At most 100 small letters, digits, points, hyphens and underscores, a letter or digit first.'
          }
        />
        <Button
          variant="default"
          disabled={!isFree}
          onClick={() => {
            onAdd(key);
            setKey('');
          }}
        >
          Add
        </Button>
      </div>
    </Card>
  );
}
