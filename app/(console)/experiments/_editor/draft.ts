import { inexactNumbers } from '@/lib/protocol/inexact-numbers';
import { fieldErrors, type FieldErrors } from '@/components/field-errors';
import {
  experimentFieldNames,
  experimentInputSchema,
  picked,
  type ExperimentInput,
} from '@/lib/model/experiment';
import {
  analysisDraftOf,
  analysisField,
  analysisInputOf,
  type AnalysisDraft,
  type AnalysisFields,
} from './analysis-draft';
import { rowsOf, targetingInputOf, type AudienceFields } from './audience-rows';
import {
  eligibilityDraftOf,
  eligibilityField,
  eligibilityInputOf,
  type EligibilityDraft,
  type EligibilityFields,
} from './eligibility-draft';

/** An amount as a number field holds it: empty while nothing is typed. */
export type Amount = number | '';

export interface DraftVariant {
  readonly key: string;
  readonly name: string;
  /** As typed; the value type says what it becomes. */
  readonly value: string;
  readonly weight: Amount;
  readonly isControl: boolean;
}

export interface DraftMetric {
  readonly metric: string;
  readonly role: 'success' | 'guardrail' | 'quality';
  readonly relativeMargin: Amount;
  readonly minimumEffectRelative: Amount;
}

/** Fields that the form holds otherwise than they are stored; all others are in it as they are. */
type Shown =
  'coverage' | 'targeting' | 'variants' | 'metrics' | 'plan' | keyof EligibilityFields | keyof AnalysisFields;

/**
 * An experiment as the form holds it, without loss: what is read into it and not touched is sent back as it was. Shares are
 * shares here too, and shown in percent; values are text.
 */
export interface Draft extends Omit<ExperimentInput, Shown>, EligibilityDraft, AnalysisDraft, AudienceFields {
  readonly coverage: Amount;
  readonly variants: readonly DraftVariant[];
  readonly metrics: readonly DraftMetric[];
  readonly plan: {
    readonly method: ExperimentInput['plan']['method'];
    readonly alphaTwoSided: Amount;
    readonly power: Amount;
    readonly spending: string;
    readonly looks: Amount;
    readonly plannedUnits: Amount;
    readonly plannedDays: Amount;
  };
}

const orNull = <Value>(value: Value | ''): Value | null => (value === '' ? null : value);

/** Metrics of an experiment or a group as the form holds them. */
export function draftMetrics(metrics: ExperimentInput['metrics']): readonly DraftMetric[] {
  return metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => ({
    metric,
    role,
    relativeMargin: relativeMargin ?? '',
    minimumEffectRelative: minimumEffectRelative ?? '',
  }));
}

/** The same as they are sent. */
export function metricsInput(metrics: readonly DraftMetric[]) {
  return metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => ({
    metric,
    role,
    relativeMargin: orNull(relativeMargin),
    minimumEffectRelative: orNull(minimumEffectRelative),
  }));
}

/** A stored experiment as the form holds it. */
export function draftOf(experiment: ExperimentInput): Draft {
  const { targeting, layer, startsAt, endsAt, forced, prerequisite, segments, trigger, ...asTheyAre } =
    experiment;
  return {
    ...asTheyAre,
    ...rowsOf(targeting),
    ...eligibilityDraftOf({ layer, startsAt, endsAt, forced, prerequisite }),
    ...analysisDraftOf({ segments, trigger }),
    variants: experiment.variants.map((variant) => ({
      ...variant,
      value: typeof variant.value === 'string' ? variant.value : JSON.stringify(variant.value),
    })),
    metrics: draftMetrics(experiment.metrics),
    plan: {
      ...experiment.plan,
      plannedUnits: experiment.plan.plannedUnits ?? '',
      plannedDays: experiment.plan.plannedDays ?? '',
    },
  };
}

/** What a new experiment begins with: a switch, half and half, and what the schema says of all else. */
export const emptyDraft: Draft = draftOf({
  ...experimentInputSchema.parse({
    key: 'new',
    name: 'New',
    variants: [
      { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
      { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
    ],
  }),
  key: '',
  name: '',
});

/** What the form would send. It may be wrong: the schema says where. */
export function inputOf(draft: Draft) {
  const fields = {
    ...draft,
    ...eligibilityInputOf(draft),
    ...analysisInputOf(draft),
    targeting: targetingInputOf(draft),
    variants: draft.variants.map((variant) => ({
      ...variant,
      value: typedValue(variant.value, draft.valueType),
    })),
    metrics: metricsInput(draft.metrics),
    plan: {
      ...draft.plan,
      plannedUnits: orNull(draft.plan.plannedUnits),
      plannedDays: orNull(draft.plan.plannedDays),
    },
  };
  return picked(fields, experimentFieldNames);
}

/** Text that is not of the type, or that no number holds exactly, stays text, which the schema then refuses at its place. */
function typedValue(text: string, valueType: Draft['valueType']): unknown {
  if (valueType === 'string') return text;
  try {
    const value: unknown = JSON.parse(text);
    return inexactNumbers(text).length === 0 ? value : text;
  } catch {
    return text;
  }
}

/** Everything that is wrong with a draft, by field path. */
export function draftErrors(draft: Draft): FieldErrors {
  return atFields(fieldErrors(experimentInputSchema, inputOf(draft)), draft);
}

/** The schema speaks of `targeting.all.0.value`; the form's field is `rows.0.value`. */
export function atFields(errors: FieldErrors, draft: Pick<Draft, 'audience'>): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([path, message]) => [
      analysisField(eligibilityField(rowField(path, draft.audience))),
      message,
    ]),
  );
}

/** With a saved audience the rows come after it, or in a group of their own. */
function rowField(path: string, audience: string): string {
  if (audience === '') return path.replace(/^targeting\.(all|any)\.(\d+)/, 'rows.$2');
  return path
    .replace(/^targeting\.all\.1\.any\.(\d+)/, 'rows.$1')
    .replace(/^targeting\.all\.(\d+)/, (_, index: string) => `rows.${String(Number(index) - 1)}`);
}
