'use server';

import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { createMetricGroup } from '@/lib/services/metric-groups/create-metric-group';
import { deleteMetricGroup } from '@/lib/services/metric-groups/delete-metric-group';
import { updateMetricGroup } from '@/lib/services/metric-groups/update-metric-group';
import { archiveMetric } from '@/lib/services/metrics/archive-metric';
import { calibrateMetric, type MetricCalibration } from '@/lib/services/metrics/calibrate-metric';
import { createMetric } from '@/lib/services/metrics/create-metric';
import { previewMetric, type MetricPreview } from '@/lib/services/metrics/preview-metric';
import { updateMetric } from '@/lib/services/metrics/update-metric';
import { consoleSession } from '../console-session';

// What arrives is not trusted: each verb parses its input and authorises its caller.

async function changing(work: () => Promise<{ key: string }>): Promise<ActionOutcome<string>> {
  const outcome = await outcomeOf(async () => (await work()).key);
  revalidatePath('/metrics', 'layout');
  return outcome;
}

/** Defines a metric. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => createMetric({ ctx, input }));
}

/** Changes a metric for runs that start from now on. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => updateMetric({ ctx, input }));
}

/** What a metric, stored or not, would have measured lately. */
export async function preview(input: unknown): Promise<ActionOutcome<MetricPreview>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => previewMetric({ ctx, input }));
}

/** Whether the analysis of a stored metric is calibrated on past units. */
export async function calibrate(input: unknown): Promise<ActionOutcome<MetricCalibration>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => calibrateMetric({ ctx, input }));
}

/** Takes a metric out of use. */
export async function archive(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => archiveMetric({ ctx, input }));
}

/** Saves metrics with their roles under a name. */
export async function createGroup(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => createMetricGroup({ ctx, input }));
}

/** Changes a group for experiments that it is added to from now on. */
export async function updateGroup(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => updateMetricGroup({ ctx, input }));
}

/** Deletes a group; its metrics stay. */
export async function removeGroup(key: string): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(async () => {
    await deleteMetricGroup({ ctx, input: { key } });
    return { key };
  });
}
