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
  const used = (names ?? []).filter((name) => !dropped.includes(name));
  const marks = used.filter((name) => name.endsWith(missingMark)).length;
  // Each value of an attribute is a column of its own, and the attribute one covariate.
  const covariates = new Set(
    used.filter((name) => !name.endsWith(missingMark)).map((name) => name.split(' = ')[0]),
  ).size;
  const parts = [
    ...(covariates > 0 ? [`${counted(covariates, 'covariate')}${marksWords(marks, covariates)}`] : []),
    ...(covariates === 0 && marks > 0 ? [counted(marks, 'missing mark')] : []),
    ...(strata === undefined ? [] : [strataWords(strata.values.length)]),
  ];
  const left = dropped.length === 0 ? '' : ` (dropped: ${dropped.join(', ')})`;
  return `${parts.join(' and ')}${left}`;
}

/** How the column that says whether a covariate is there is called. */
const missingMark = ' missing';

function marksWords(marks: number, covariates: number): string {
  if (marks === 0) return '';
  const whose = covariates === 1 ? 'its' : 'their';
  return marks === 1 ? ` and ${whose} missing mark` : ` and ${whose} ${String(marks)} missing marks`;
}

function strataWords(count: number): string {
  return count === 1 ? '1 stratum' : `${String(count)} strata`;
}
