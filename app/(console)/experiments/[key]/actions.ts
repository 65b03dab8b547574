'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { runAnalysis } from '@/lib/verbs/analysis/run-analysis';
import { waiveSampleRatio } from '@/lib/verbs/analysis/waive-sample-ratio';
import { archiveExperiment } from '@/lib/verbs/experiments/archive-experiment';
import { unarchiveExperiment } from '@/lib/verbs/experiments/unarchive-experiment';
import { deleteExperiment } from '@/lib/verbs/experiments/delete-experiment';
import { explainAssignment, type ExplainedAssignment } from '@/lib/verbs/experiments/explain-assignment';
import { extendPlan } from '@/lib/verbs/experiments/extend-plan';
import { offerExtension, type ExtensionOffer } from '@/lib/verbs/experiments/offer-extension';
import { rampExperiment } from '@/lib/verbs/experiments/ramp-experiment';
import { shipExperiment } from '@/lib/verbs/experiments/ship-experiment';
import { startExperiment } from '@/lib/verbs/experiments/start-experiment';
import { stopExperiment } from '@/lib/verbs/experiments/stop-experiment';
import { callVerb, nothing, whole } from '../../console-verb';

const silent = { show: nothing, stale: '/experiments' };

/** Starts the experiment in an environment. */
export async function start(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(startExperiment, input, silent);
}

/** Ends the active run, or its intake alone. */
export async function stop(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(stopExperiment, input, silent);
}

/** Lets more units take part in the active run. */
export async function ramp(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(rampExperiment, input, silent);
}

/** What size the plan of the active run needs; changes nothing. */
export async function offerOfExtension(input: unknown): Promise<ActionOutcome<ExtensionOffer>> {
  return callVerb(offerExtension, input, { show: whole });
}

/** Raises the planned size of the active run. */
export async function extend(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(extendPlan, input, silent);
}

/** Ends the run and gives everybody one variant. */
export async function ship(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(shipExperiment, input, silent);
}

/** Computes and stores a new analysis of a run. */
export async function analyse(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(runAnalysis, input, silent);
}

/** Waives the sample ratio of the segments that make the newest analysis invalid. */
export async function waiveSegments(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(waiveSampleRatio, input, silent);
}

/** Why a unit gets what it gets; null where the experiment is not served. */
export async function why(input: unknown): Promise<ActionOutcome<ExplainedAssignment | null>> {
  return callVerb(explainAssignment, input, { show: whole });
}

/** Takes the experiment out of the lists. */
export async function archive(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(archiveExperiment, input, silent);
}

/** Brings it back as what it was. */
export async function unarchive(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(unarchiveExperiment, input, silent);
}

/** Deletes a draft. */
export async function remove(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(deleteExperiment, input, silent);
}
