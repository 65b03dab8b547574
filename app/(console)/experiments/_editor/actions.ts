'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createExperiment } from '@/lib/verbs/experiments/create-experiment';
import { getExperiment } from '@/lib/verbs/experiments/get-experiment';
import { updateExperiment } from '@/lib/verbs/experiments/update-experiment';
import { experimentOf, type ExperimentInput } from '@/lib/model/experiment';
import type { ExperimentView } from '@/lib/model/experiment-view';
import { callVerb, keyOf } from '../../console-verb';

const stale = '/experiments';

interface StoredExperiment {
  readonly stored: ExperimentInput;
  readonly version: number;
}

/** Creates a draft; the value is the key under which it can be opened. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createExperiment, input, { show: keyOf, stale });
}

/** Saves changes to what was read in the given version. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(updateExperiment, input, { show: keyOf, stale });
}

/** The experiment as it is stored now, for a form that began with an older version. */
export async function read(key: string): Promise<ActionOutcome<StoredExperiment>> {
  const show = (view: ExperimentView) => ({ stored: experimentOf(view), version: view.version });
  return callVerb(getExperiment, { key }, { show });
}
