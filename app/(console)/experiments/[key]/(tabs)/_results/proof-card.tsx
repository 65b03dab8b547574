import { CodeBlock } from '@/components/code-block';
import { Card } from '@/components/page';
import { formatInstant } from '@/lib/charts/format-time';
import { formatConfidence } from '@/lib/charts/format';
import type { AnalysisView, NamedQuery } from '@/lib/services/analysis/analysis-view';
import './proof-card.css';

interface ProofCardProps {
  readonly experimentKey: string;
  readonly analysis: AnalysisView;
  readonly timeZone: string;
}

const exports = [
  { format: 'ipynb', words: 'Notebook' },
  { format: 'r', words: 'R script' },
  { format: 'csv', words: 'CSV' },
  { format: 'json', words: 'JSON' },
] as const;

/** Where every figure on the page comes from. */
export function ProofCard({ experimentKey, analysis, timeZone }: ProofCardProps) {
  const { id, runNumber, horizon, createdAt, engineVersion, result, queries } = analysis;
  const facts = [
    ['Analysis', <code key="id">{id}</code>],
    ['Run', String(runNumber)],
    ['Evidence up to', formatInstant(horizon, timeZone)],
    ['Computed', formatInstant(createdAt, timeZone)],
    ['Engine', engineVersion],
    ['Confidence', formatConfidence(result.alphaTwoSided)],
  ] as const;
  return (
    <Card
      title="Proof"
      description="This analysis is stored and never changes. These are the statements behind its figures; notebook and script compute them again."
      actions={
        <nav className="proof-exports" aria-label="Take it with you">
          {exports.map(({ format, words }) => (
            <a key={format} href={`/experiments/${experimentKey}/export/${format}`} className="proof-json">
              {words}
            </a>
          ))}
        </nav>
      }
    >
      <dl className="fact-list">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="proof-queries">
        {queries.map((query) => (
          <QueryDisclosure key={query.name} query={query} />
        ))}
      </div>
    </Card>
  );
}

function QueryDisclosure({ query }: { readonly query: NamedQuery }) {
  return (
    <details className="proof-query">
      <summary>
        SQL: <span>{query.name}</span>
      </summary>
      <CodeBlock label={`SQL of ${query.name}`} code={query.sql.trim()} />
      {query.parameters.length > 0 && (
        <dl className="proof-parameters">
          {query.parameters.map((value, index) => (
            <div key={`$${index + 1}`}>
              <dt>
                <code>${index + 1}</code>
              </dt>
              <dd>
                <code>{value === null ? 'null' : String(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}
