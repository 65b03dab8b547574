import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { formatShare } from './format';
import { counted } from './format-time';

type Adjustment = Extract<NonNullable<ContrastEffect['adjustment']>, { readonly ok: true }>['value'];

/**
 * What covariates and strata took away, as "variance reduced by 34 % by 2 covariates and 3 strata": the least of any comparison;
 * null where no effect is adjusted. Where they took nothing away it says so.
 */
export function adjustmentWords({ effects }: Pick<MetricResult, 'effects'>): string | null {
  const all = effects.flatMap(({ adjustment }) => (adjustment?.ok === true ? [adjustment.value] : []));
  const [first, ...others] = all;
  if (first === undefined) return null;
  const least = others.reduce((a, b) => (b.varianceReduction < a.varianceReduction ? b : a), first);
  const by = meansOf(least);
  const share = formatShare(Math.max(0, least.varianceReduction));
  const reduced =
    least.varianceReduction > 0
      ? `variance reduced by ${share}${by === '' ? '' : ` by ${by}`}`
      : `adjusted${by === '' ? '' : ` for ${by}`}, without less variance`;
  // Otherwise the values beside the change would seem to divide to it.
  return `${reduced}; the change is of adjusted means, the values are as counted`;
}

/** Results of earlier engines do not name what was dropped. */
function meansOf({ names, dropped = [], strata }: Adjustment): string {
  const used = (names?.length ?? 0) - dropped.length;
  const parts = [
    ...(used > 0 ? [counted(used, 'covariate')] : []),
    ...(strata === undefined ? [] : [strataWords(strata.values.length)]),
  ];
  const left = dropped.length === 0 ? '' : ` (dropped: ${dropped.join(', ')})`;
  return `${parts.join(' and ')}${left}`;
}

function strataWords(count: number): string {
  return count === 1 ? '1 stratum' : `${String(count)} strata`;
}
