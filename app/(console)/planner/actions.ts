'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import type { ExperimentPlanning } from '@/lib/model/planning';
import { planExperiment } from '@/lib/verbs/plans/plan-experiment';
import { callVerb, whole } from '../console-verb';

/** Size, days, detectable effects and power of a design; reads, and stores nothing. */
export async function plan(input: unknown): Promise<ActionOutcome<ExperimentPlanning>> {
  return callVerb(planExperiment, input, { show: whole });
}
