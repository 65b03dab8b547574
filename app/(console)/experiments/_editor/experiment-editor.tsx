'use client';

import { useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionOutcome } from '@/components/action-outcome';
import { Notice } from '@/components/notice';
import { LiveForm } from '@/components/live-form';
import { fieldErrorsOf } from '@/components/field-errors';
import { changesBetween } from '@/lib/model/changes';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { experimentInputSchema, type ExperimentInput } from '@/lib/model/experiment';
import { EditedElsewhere } from '@/components/edited-elsewhere';
import { useStoredVersion } from '@/components/use-stored-version';
import { create, read, update } from './actions';
import { AnalysisSection } from './analysis-section';
import { AudienceSection } from './audience-section';
import { atFields, draftErrors, draftOf, emptyDraft, inputOf, type Draft } from './draft';
import type { SectionProps } from './draft-form';
import type { EditorOptions } from './editor-options';
import { EligibilitySection } from './eligibility-section';
import { HypothesisSection } from './hypothesis-section';
import { MetricsSection } from './metrics-section';
import { NewRunDialog } from './new-run-dialog';
import { PlannerPanel } from '../../planner/_panel/planner-panel';
import { PlanSection } from './plan-section';
import { ReviewRail } from './review-rail';
import { VariantsSection } from './variants-section';
import './editor.css';

/** What is edited: null for a new experiment. */
export interface EditedExperiment {
  /** As it was read: a save sends what differs from it. */
  readonly stored: ExperimentInput;
  readonly version: number;
  /** Keys of the environments in which it runs. */
  readonly runsIn: readonly string[];
  readonly hasRun: boolean;
}

interface ExperimentEditorProps {
  readonly edited: EditedExperiment | null;
  readonly options: EditorOptions;
}

/** The one form for new and changed experiments. It checks with the schema that the verb uses. */
export function ExperimentEditor({ edited, options }: ExperimentEditorProps) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [askNewRun, setAskNewRun] = useState(false);
  const form = useForm<Draft>({
    initialValues: edited === null ? emptyDraft : draftOf(edited.stored),
    validateInputOnBlur: true,
    validate: draftErrors,
  });
  const {
    stored: began,
    elsewhere,
    takeOverNewer,
  } = useStoredVersion(edited, form, (one) => (one === null ? emptyDraft : draftOf(one.stored)));

  const save = async (allowed: NewRun) => {
    const input = inputOf(form.getValues());
    const outcome = began === null ? await create(input) : await update(changesTo(began, input, allowed));
    if (outcome.ok) {
      router.push(`/experiments/${outcome.value}${edited === null ? '/setup' : ''}`);
      return;
    }
    if (outcome.code === 'NEEDS_NEW_RUN') {
      setAskNewRun(true);
      return;
    }
    if (began !== null && (await takeOverNewer(outcome, () => readNow(began)))) {
      setRefusal(null);
      setAskNewRun(false);
      return;
    }
    form.setErrors(atFields(fieldErrorsOf(outcome.problems), form.getValues()));
    setRefusal(outcome.detail);
  };

  const submit = form.onSubmit(
    () => save({ newRun: false }),
    () => setRefusal('Some fields need to be corrected; each says how.'),
  );

  return (
    <LiveForm onSubmit={submit} className="editor">
      <div className="editor-sections">
        {edited !== null && edited.runsIn.length > 0 && (
          <Notice kind="caution" title="This experiment is running">
            You can change name, hypothesis, end and overrides freely. Any other change ends the current run
            and starts a new one; you are asked first.
          </Notice>
        )}
        <EditedElsewhere edits={elsewhere} />
        {refusal !== null && (
          <Notice kind="refusal" title="Not saved">
            {refusal}
          </Notice>
        )}
        <HypothesisSection form={form} keyFixed={edited?.hasRun === true} isNew={edited === null} />
        <VariantsSection form={form} />
        <AudienceSection form={form} audiences={options.audiences} />
        <EligibilitySection form={form} options={options} />
        <MetricsSection form={form} metrics={options.metrics} groups={options.metricGroups} />
        <AnalysisSection form={form} />
        <PlanSection form={form} />
        <PlannerPanel
          // Futility needs a size, which is what the panel offers here until there is one.
          draft={{
            ...form.values,
            leastConditionalPower:
              form.values.plan.plannedUnits === '' ? null : form.values.leastConditionalPower,
          }}
          metrics={options.metrics}
          onUse={(found) => takeSize(form, found)}
        />
      </div>
      <ReviewRail draft={form.values} submitting={form.submitting} isNew={edited === null} />
      {askNewRun && (
        <NewRunDialog
          runsIn={edited?.runsIn ?? []}
          sticky={form.values.sticky}
          onClose={() => setAskNewRun(false)}
          onConfirm={(environment) => save({ newRun: true, environment })}
        />
      )}
    </LiveForm>
  );
}

/** Takes over what the planner offers, and keeps what it was computed with. */
function takeSize(form: SectionProps['form'], { size, planning }: ExperimentPlanning): void {
  if (!size.ok) return;
  form.setFieldValue('plan.plannedUnits', size.value.units);
  if (size.value.days.ok) form.setFieldValue('plan.plannedDays', size.value.days.value);
  form.setFieldValue('planning', planning && { ...planning, decisionPower: size.value.power });
}

async function readNow(began: EditedExperiment): Promise<ActionOutcome<EditedExperiment>> {
  const now = await read(began.stored.key);
  return now.ok ? { ok: true, value: { ...began, ...now.value } } : now;
}

interface NewRun {
  readonly newRun: boolean;
  /** Where the run ends and the next begins. */
  readonly environment?: string | undefined;
}

/** Only what the form says otherwise than it was read: nothing else is saved, so nothing else can need a new run. */
function changesTo(
  { stored, version }: EditedExperiment,
  input: ReturnType<typeof inputOf>,
  { newRun, environment }: NewRun,
) {
  // The form has been checked by then; the schema writes it as it is stored.
  const changes = changesBetween(stored, experimentInputSchema.parse(input), experimentInputSchema);
  return { key: stored.key, version, changes, newRun, ...(environment !== undefined && { environment }) };
}
