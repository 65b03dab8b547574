'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { ActionOutcome } from '@/components/action-outcome';
import { fieldErrorsOf, type FieldErrors } from '@/components/field-errors';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { plan } from '../actions';
import {
  measuredIn,
  nothingMeasured,
  planInputOf,
  type MeasuredFigures,
  type PlannedDraft,
  type TypedFigures,
} from './planned-design';

interface PlanState {
  /** The last answer; null before the first one, and where there is none for what the form says now. */
  readonly planning: ExperimentPlanning | null;
  readonly busy: boolean;
  /** Why there is none for what the form says now. */
  readonly refusal: Refusal | null;
  readonly measured: MeasuredFigures;
}

/** What to change, in words; by the place in the planner's input (`metrics.0.baseline.mean`) where it has one. */
export interface Refusal {
  readonly detail: string | null;
  readonly fields: FieldErrors;
}

/** Somebody types: the planner is asked when they pause. */
const pauseMs = 600;

/** The planner's answer to a design, asked again whenever it changes. An answer to an older question is dropped. */
export function usePlan(draft: PlannedDraft, typed: TypedFigures): PlanState {
  const [state, setState] = useState<PlanState>({
    planning: null,
    busy: true,
    refusal: null,
    measured: nothingMeasured,
  });
  const measured = useRef<MeasuredFigures>(nothingMeasured);
  const asked = useRef(0);
  const { variants, metrics, plan: rule, coverage, leastConditionalPower } = draft;
  const [question] = useDebouncedValue(
    JSON.stringify({ variants, metrics, plan: rule, coverage, leastConditionalPower, typed }),
    pauseMs,
  );
  const latest = useRef({ draft, typed });
  useEffect(() => {
    latest.current = { draft, typed };
  });
  useEffect(() => {
    const mine = (asked.current += 1);
    const { draft: now, typed: figures } = latest.current;
    setState((before) => ({ ...before, busy: true }));
    plan(planInputOf(now, figures, measured.current))
      .then((outcome) => {
        if (mine !== asked.current) return;
        if (outcome.ok) {
          const given = { coverage: now.coverage, typed: figures };
          measured.current = measuredIn(outcome.value, given, measured.current);
        }
        setState((before) => ({
          ...before,
          planning: outcome.ok ? outcome.value : null,
          busy: false,
          refusal: outcome.ok ? null : refusalOf(outcome),
          measured: measured.current,
        }));
      })
      .catch(() => {
        if (mine !== asked.current) return;
        const detail = 'The server did not answer as expected. Change a figure to ask again.';
        setState((before) => ({ ...before, planning: null, busy: false, refusal: { detail, fields: {} } }));
      });
  }, [question]);
  return state;
}

/** The sentence of all problems together names their places as the API does, which nobody types: it is shown where there are none. */
function refusalOf({ detail, problems }: Extract<ActionOutcome<unknown>, { readonly ok: false }>): Refusal {
  return { detail: problems.length === 0 ? detail : null, fields: fieldErrorsOf(problems) };
}
