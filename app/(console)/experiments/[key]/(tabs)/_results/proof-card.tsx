import { FactList } from '@/components/fact-list';
import { CodeBlock } from '@/components/code-block';
import { Card } from '@/components/page';
import { formatInstant } from '@/lib/charts/format-time';
import { formatConfidence } from '@/lib/charts/format';
import { isInvalid } from '@/lib/verbs/analysis/readable-analysis';
import { unitsLeftOut } from '@/lib/verbs/analysis/units-left-out';
import { proofOf, type ProofStatement } from '@/lib/verbs/analysis/analysis-proof';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
import './proof-card.css';

interface ProofCardProps {
  readonly experimentKey: string;
  readonly analysis: AnalysisView;
  readonly timeZone: string;
  /** Whether whoever looks may have one row a unit. */
  readonly mayExportUnits: boolean;
}

const exports = [
  { format: 'ipynb', words: 'Notebook' },
  { format: 'r', words: 'R script' },
  { format: 'sql', words: 'SQL' },
  { format: 'csv', words: 'CSV' },
  { format: 'parquet', words: 'Parquet' },
  { format: 'json', words: 'JSON' },
] as const;

const unitExports = [
  { format: 'csv', words: 'Units as CSV' },
  { format: 'parquet', words: 'Units as Parquet' },
] as const;

/** Where every figure on the page comes from. */
export function ProofCard({ experimentKey, analysis, timeZone, mayExportUnits }: ProofCardProps) {
  const { id, runNumber, horizon, createdAt, engineVersion, result } = analysis;
  const base = `/experiments/${experimentKey}/export`;
  const leftOut = unitsLeftOut(analysis);
  const nameOf = (key: string) => result.metrics.find((metric) => metric.key === key)?.name ?? key;
  const facts = [
    ['Analysis', <code key="id">{id}</code>],
    ['Run', String(runNumber)],
    ['Evidence up to', formatInstant(horizon, timeZone)],
    ['Computed', formatInstant(createdAt, timeZone)],
    ['Engine', engineVersion],
    ['Confidence of the plan', `${formatConfidence(result.alphaTwoSided)}, over all looks together`],
  ] as const;
  return (
    <Card
      title="Proof"
      description="This analysis is stored and never changes. These are the statements behind its figures, ready for psql. The notebook and the script compute the results from them again."
      actions={
        <nav className="proof-exports" aria-label="Download">
          {exports.map(({ format, words }) => (
            <a key={format} href={`${base}/${format}?run=${runNumber}`} className="proof-export">
              {words}
            </a>
          ))}
          {mayExportUnits &&
            unitExports.map(({ format, words }) => (
              <a key={words} href={`${base}/${format}?run=${runNumber}&rows=units`} className="proof-export">
                {words}
              </a>
            ))}
        </nav>
      }
    >
      {isInvalid(analysis) && (
        <p className="proof-left-out">
          This run is not valid, so its files hold no effects, and nothing to compute them from. Whoever must
          compute them all the same can have{' '}
          <a href={`${base}/csv?run=${runNumber}&moments=true`}>the moments as CSV</a>.
        </p>
      )}
      {!isInvalid(analysis) && analysis.decision?.look.taken === false && (
        <p className="proof-left-out">
          This analysis is no look of the plan, so it shows no new effect. Its files hold the mean and the
          spread of each variant all the same: an effect that is computed from them is read early, and no
          level of the plan allows for that.
        </p>
      )}
      <FactList facts={facts} />
      {mayExportUnits && leftOut.length > 0 && (
        <p className="proof-left-out">
          Metrics left out of the rows of units{' '}
          {leftOut.map(({ metric, reason }) => `${nameOf(metric)} (${reason})`).join(', ')}
        </p>
      )}
      <div className="proof-queries">
        {proofOf(analysis).map((statement) => (
          <StatementDisclosure key={statement.name} statement={statement} nameOf={nameOf} />
        ))}
      </div>
    </Card>
  );
}

interface StatementDisclosureProps {
  readonly statement: ProofStatement;
  readonly nameOf: (metric: string) => string;
}

function StatementDisclosure({ statement: { name, metrics, text }, nameOf }: StatementDisclosureProps) {
  return (
    <details className="proof-query">
      <summary>
        SQL: <span>{name}</span>
        {metrics.length > 0 && ` (${metrics.map(nameOf).join(', ')})`}
      </summary>
      <CodeBlock label={`SQL of ${name}`} code={text} />
    </details>
  );
}
