import { proofStatement, type ProofStatement } from '../../exports/proof-statement';
import type { AnalysisView } from './analysis-view';

export type { ProofStatement } from '../../exports/proof-statement';

/** Every statement behind an analysis, ready to be pasted into psql, with the metrics that it gives figures of. */
export function proofOf({ queries, configuration, result }: AnalysisView): readonly ProofStatement[] {
  const attributes = result.segments.flatMap(({ attribute, refusal }) =>
    refusal === null ? [attribute] : [],
  );
  return queries.map((query) => proofStatement(query, configuration, attributes));
}
