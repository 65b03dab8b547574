import { isShare } from '@/lib/model/metrics/kinds';
import { listAudiences } from '@/lib/verbs/audiences/list-audiences';
import type { Context } from '@/lib/auth/context';
import { listExperiments } from '@/lib/verbs/experiments/list-experiments';
import { listLayers } from '@/lib/verbs/layers/list-layers';
import { listMetricGroups } from '@/lib/verbs/metric-groups/list-metric-groups';
import type { MetricGroupView } from '@/lib/verbs/metric-groups/metric-group-view';
import { listMetrics } from '@/lib/verbs/metrics/list-metrics';

/** What the editor offers to choose from. */
export interface EditorOptions {
  readonly metrics: readonly {
    readonly key: string;
    readonly name: string;
    readonly direction: 'higher-is-better' | 'lower-is-better';
    /** Whether its mean is a share of units. */
    readonly isShare: boolean;
  }[];
  readonly metricGroups: readonly Pick<MetricGroupView, 'key' | 'name' | 'metrics'>[];
  /** With the share that is free in production. */
  readonly layers: readonly { readonly key: string; readonly name: string; readonly freeShare: number }[];
  readonly audiences: readonly { readonly key: string; readonly name: string }[];
  /** For prerequisites: every experiment but the one that is edited. */
  readonly experiments: readonly {
    readonly key: string;
    readonly name: string;
    readonly variants: readonly string[];
  }[];
}

export async function editorOptions(ctx: Context, edited: string | null): Promise<EditorOptions> {
  const { metrics } = await listMetrics({ ctx, input: { limit: 500 } });
  const { groups } = await listMetricGroups({ ctx, input: { limit: 500 } });
  const { layers } = await listLayers({ ctx, input: { limit: 100 } });
  const { audiences } = await listAudiences({ ctx, input: { limit: 500 } });
  const { experiments } = await listExperiments({ ctx, input: { limit: 200 } });
  return {
    metrics: metrics.map(({ key, name, direction, kind }) => ({
      key,
      name,
      direction,
      isShare: isShare(kind),
    })),
    metricGroups: groups.map(({ key, name, metrics: of }) => ({ key, name, metrics: of })),
    layers: layers.map(({ key, name, uses }) => ({
      key,
      name,
      freeShare: uses.find(({ environment }) => environment === 'production')?.freeShare ?? 1,
    })),
    audiences: audiences.map(({ key, name }) => ({ key, name })),
    experiments: experiments
      .filter(({ key }) => key !== edited)
      .map(({ key, name, variants }) => ({ key, name, variants: variants.map((variant) => variant.key) })),
  };
}
