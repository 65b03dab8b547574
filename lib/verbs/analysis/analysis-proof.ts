import { proofStatement, type ProofStatement } from '../../exports/proof-statement';
import type { AnalysisView } from './result-answers';

export type { ProofStatement } from '../../exports/proof-statement';

/** Every statement behind an analysis, ready to be pasted into psql, with the metrics that it gives figures of. */
export function proofOf({ queries, configuration, result }: AnalysisView): readonly ProofStatement[] {
  // What was read, in its order: where the split changed, units are counted all the same and figures are refused.
  const counted = new Set(result.health.segmentRatios.map(({ attribute }) => attribute));
  const attributes = result.segments.flatMap(({ attribute, failure }) =>
    failure === null || counted.has(attribute) ? [attribute] : [],
  );
  return queries.map((query) =>
    proofStatement(query, configuration, { attributes, results: result.metrics }),
  );
}
