'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createMetricGroup } from '@/lib/verbs/metric-groups/create-metric-group';
import { deleteMetricGroup } from '@/lib/verbs/metric-groups/delete-metric-group';
import { updateMetricGroup } from '@/lib/verbs/metric-groups/update-metric-group';
import { archiveMetric } from '@/lib/verbs/metrics/archive-metric';
import { calibrateMetric } from '@/lib/verbs/metrics/calibrate-metric';
import type { MetricCalibration } from '@/lib/verbs/metrics/metric-answers';
import { getMetricGroup } from '@/lib/verbs/metric-groups/get-metric-group';
import type { MetricGroupView } from '@/lib/verbs/metric-groups/metric-group-view';
import { getMetric } from '@/lib/verbs/metrics/get-metric';
import type { MetricView } from '@/lib/verbs/metrics/metric-view';
import { createMetric } from '@/lib/verbs/metrics/create-metric';
import { previewMetric, type MetricPreview } from '@/lib/verbs/metrics/preview-metric';
import { updateMetric } from '@/lib/verbs/metrics/update-metric';
import { callVerb, keyOf, whole } from '../console-verb';

const stale = '/metrics';

/** Defines a metric. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createMetric, input, { show: keyOf, stale });
}

/** Changes a metric for runs that start from now on. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(updateMetric, input, { show: keyOf, stale });
}

/** What a metric, stored or not, would have measured lately. */
export async function preview(input: unknown): Promise<ActionOutcome<MetricPreview>> {
  return callVerb(previewMetric, input, { show: whole });
}

/** Whether the analysis of a stored metric is calibrated on past units. */
export async function calibrate(input: unknown): Promise<ActionOutcome<MetricCalibration>> {
  return callVerb(calibrateMetric, input, { show: whole });
}

/** Takes a metric out of use. */
export async function archive(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(archiveMetric, input, { show: keyOf, stale });
}

/** Saves metrics with their roles under a name. */
export async function createGroup(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createMetricGroup, input, { show: keyOf, stale });
}

/** Changes a group for experiments that it is added to from now on. */
export async function updateGroup(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(updateMetricGroup, input, { show: keyOf, stale });
}

/** Deletes a group; its metrics stay. */
export async function removeGroup(key: string): Promise<ActionOutcome<string>> {
  return callVerb(deleteMetricGroup, { key }, { show: () => key, stale });
}

/** The metric as it is stored now, for a form that began with an older version. */
export async function read(key: string): Promise<ActionOutcome<MetricView>> {
  return callVerb(getMetric, { key }, { show: whole });
}

/** The group as it is stored now, likewise. */
export async function readGroup(key: string): Promise<ActionOutcome<MetricGroupView>> {
  return callVerb(getMetricGroup, { key }, { show: whole });
}
