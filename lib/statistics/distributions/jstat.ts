import jstat from 'jstat';

/**
 * The single place that imports jstat. jstat is used where it holds nine digits over the whole domain; what replaces it
 * elsewhere names, beside the replacement, the golden case that jstat fails.
 */
export function jstatNormalPdf(x: number): number {
  return jstat.jStat.normal.pdf(x, 0, 1);
}
