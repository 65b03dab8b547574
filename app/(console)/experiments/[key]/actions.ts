'use server';

import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import type { Context } from '@/lib/services/context';
import { runAnalysis } from '@/lib/services/analysis/run-analysis';
import { waiveSampleRatio } from '@/lib/services/analysis/waive-sample-ratio';
import { archiveExperiment } from '@/lib/services/experiments/archive-experiment';
import { unarchiveExperiment } from '@/lib/services/experiments/unarchive-experiment';
import { deleteExperiment } from '@/lib/services/experiments/delete-experiment';
import { explainAssignment, type ExplainedAssignment } from '@/lib/services/experiments/explain-assignment';
import { rampExperiment } from '@/lib/services/experiments/ramp-experiment';
import { shipExperiment } from '@/lib/services/experiments/ship-experiment';
import { startExperiment } from '@/lib/services/experiments/start-experiment';
import { stopExperiment } from '@/lib/services/experiments/stop-experiment';
import { consoleSession } from '../../console-session';

type Verb = (request: { ctx: Context; input: unknown }) => Promise<unknown>;

// What arrives is not trusted: each verb parses its input and authorises its caller.

async function through(verb: Verb, input: unknown): Promise<ActionOutcome<null>> {
  const { ctx } = await consoleSession();
  const outcome = await outcomeOf(async () => {
    await verb({ ctx, input });
    return null;
  });
  revalidatePath('/experiments', 'layout');
  return outcome;
}

/** Starts the experiment in an environment. */
export async function start(input: unknown): Promise<ActionOutcome<null>> {
  return through(startExperiment, input);
}

/** Ends the active run, or its intake alone. */
export async function stop(input: unknown): Promise<ActionOutcome<null>> {
  return through(stopExperiment, input);
}

/** Lets more units take part in the active run. */
export async function ramp(input: unknown): Promise<ActionOutcome<null>> {
  return through(rampExperiment, input);
}

/** Ends the run and gives everybody one variant. */
export async function ship(input: unknown): Promise<ActionOutcome<null>> {
  return through(shipExperiment, input);
}

/** Computes and stores a new analysis of a run. */
export async function analyse(input: unknown): Promise<ActionOutcome<null>> {
  return through(runAnalysis, input);
}

/** Waives the sample ratio of the segments that make the newest analysis invalid. */
export async function waiveSegments(input: unknown): Promise<ActionOutcome<null>> {
  return through(waiveSampleRatio, input);
}

/** Why a unit gets what it gets; null where the experiment is not served. */
export async function why(input: unknown): Promise<ActionOutcome<ExplainedAssignment | null>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => explainAssignment({ ctx, input }));
}

/** Takes the experiment out of the lists. */
export async function archive(input: unknown): Promise<ActionOutcome<null>> {
  return through(archiveExperiment, input);
}

/** Brings it back as what it was. */
export async function unarchive(input: unknown): Promise<ActionOutcome<null>> {
  return through(unarchiveExperiment, input);
}

/** Deletes a draft. */
export async function remove(input: unknown): Promise<ActionOutcome<null>> {
  return through(deleteExperiment, input);
}
