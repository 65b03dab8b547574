'use client';

import { Button, Loader, Select } from '@mantine/core';
import { useState } from 'react';
import { NumberField } from '@/components/number-field';
import { PlanCurveChart } from '@/components/charts/plan-curve-chart';
import { Notice } from '@/components/notice';
import { Card } from '@/components/page';
import { curveMetrics, planCurve } from '@/lib/charts/plan-curve';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { BaselineFields } from './baseline-fields';
import { CurveTable } from './curve-table';
import { PlanChanges } from './plan-changes';
import { PlanSummary } from './plan-summary';
import { PlanWarnings } from './plan-warnings';
import {
  nothingTyped,
  type MeasuredFigures,
  type PlannedDraft,
  type PlannerMetric,
  type TypedFigures,
} from './planned-design';
import { usePlan, type Refusal } from './use-plan';
import './planner.css';

interface PlannerPanelProps {
  readonly draft: PlannedDraft;
  readonly metrics: readonly PlannerMetric[];
  /** Takes the offered size over; left out: there is nowhere to. */
  readonly onUse?: (planning: ExperimentPlanning) => void;
}

/** How many units and days a design needs, and what it finds with fewer: asked anew while somebody types. */
export function PlannerPanel({ draft, metrics, onUse }: PlannerPanelProps) {
  const [typed, setTyped] = useState<TypedFigures>(nothingTyped);
  const { planning, busy, refusal, measured } = usePlan(draft, typed);
  const nameOf = (key: string) => metrics.find((metric) => metric.key === key)?.name ?? key;
  return (
    <Card
      id="size"
      title="Size and duration"
      description="How many units the decision needs, how long they take, and the smallest change that is found. Figures follow what you type."
      actions={busy ? <Loader size="xs" role="status" aria-label="Computing" /> : undefined}
    >
      <div className="planner" data-busy={busy} aria-live="polite" aria-busy={busy}>
        {draft.metrics.length === 0 ? (
          <p className="planner-note">
            Choose a success metric with a smallest effect of interest, and the size follows.
          </p>
        ) : (
          <>
            <section className="planner-inputs" aria-label="What is known">
              <BaselineFields
                draft={draft}
                metrics={metrics}
                typed={typed}
                measured={measured}
                errors={refusal?.fields ?? {}}
                onChange={setTyped}
              />
              <NumberField
                label="New units a day"
                description="All variants together, before the traffic allocation"
                placeholder={trafficPlaceholder(measured)}
                value={typed.newUnitsADay}
                onChange={(newUnitsADay) => setTyped({ ...typed, newUnitsADay })}
                maw={340}
              />
            </section>
            {refusal !== null && (
              <Notice kind="caution" title="These figures cannot be planned with">
                {refusalWords(refusal, draft, nameOf)}
              </Notice>
            )}
            {planning !== null && (
              <>
                <PlanSummary planning={planning} nameOf={nameOf} />
                {onUse !== undefined && planning.size.ok && (
                  <Button variant="light" onClick={() => onUse(planning)} className="planner-use">
                    Use this size
                  </Button>
                )}
                <PlanWarnings warnings={planning.warnings} />
                <Curve planning={planning} nameOf={nameOf} />
                <PlanChanges changes={planning.changes} />
              </>
            )}
          </>
        )}
      </div>
    </Card>
  );
}

/** What is wrong, each with the metric that it is about. */
function refusalWords(
  { detail, fields }: Refusal,
  { metrics }: PlannerPanelProps['draft'],
  nameOf: (key: string) => string,
): string {
  const words = Object.entries(fields).map(([place, text]) => {
    const [field, index] = place.split('.');
    const metric = field === 'metrics' ? metrics[Number(index)]?.metric : undefined;
    return metric === undefined ? text : `${nameOf(metric)}: ${text}`;
  });
  return [...(detail === null ? [] : [detail]), ...words].join(' ');
}

/** The mean that the days needed follow from: typed in, it gives the same. */
function trafficPlaceholder({ newUnitsADay }: MeasuredFigures): string {
  return newUnitsADay === null
    ? 'No data yet: type it'
    : `Measured: ${String(Math.round(newUnitsADay))} on average`;
}

function Curve({
  planning,
  nameOf,
}: {
  readonly planning: ExperimentPlanning;
  readonly nameOf: (key: string) => string;
}) {
  const known = curveMetrics(planning);
  const [chosen, setChosen] = useState<string | null>(null);
  const [first] = known;
  if (first === undefined) {
    return <p className="planner-note">No data yet: type a baseline, and the curve is drawn.</p>;
  }
  const metric = chosen !== null && known.includes(chosen) ? chosen : first;
  const curve = planCurve(planning, metric);
  if (curve === null) return null;
  return (
    <section aria-label="Smallest change found, by size">
      <div className="planner-curve-head">
        <h3>Smallest change found, by size</h3>
        <Select
          aria-label="Metric of the curve"
          data={known.map((key) => ({ value: key, label: nameOf(key) }))}
          value={metric}
          onChange={setChosen}
          allowDeselect={false}
          size="xs"
        />
      </div>
      <PlanCurveChart curve={curve} />
      <CurveTable curve={curve} name={nameOf(metric)} />
    </section>
  );
}
