import { IconInfoCircle } from '@tabler/icons-react';
import { toneIcons } from '@/components/tone';
import { verdict } from '@/lib/charts/verdict';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import './verdict-card.css';

interface VerdictCardProps {
  readonly analysis: AnalysisView;
  /** The last look, if its effects may be read. */
  readonly look: AnalysisView | null;
  readonly running: boolean;
  readonly timeZone: string;
}

/** What the plan's rule concludes, in words, before any figure. */
export function VerdictCard({ analysis, look, running, timeZone }: VerdictCardProps) {
  const { result, configuration, horizon } = analysis;
  const {
    tone,
    headline,
    facts,
    rule = [],
    standing,
  } = verdict({
    plan: configuration.plan,
    running,
    newest: analysis,
    look,
  });
  const Icon = result.health.sampleRatioAlarm ? toneIcons.notice : toneIcons[tone];
  return (
    <section className="verdict" data-tone={tone} aria-labelledby="verdict-headline">
      <Icon size={22} stroke={1.9} className="verdict-icon" aria-hidden="true" />
      <div className="verdict-text">
        <h2 id="verdict-headline">{headline}</h2>
        <ul>
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        {rule.length > 0 && (
          <div className="verdict-rule">
            <h3>Why the rule says so</h3>
            <ul>
              {rule.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        )}
        {standing !== null && (
          <p className="verdict-standing">
            <IconInfoCircle size={16} aria-hidden="true" />
            {standing}
          </p>
        )}
        <p className="verdict-origin">
          Evidence up to {formatInstant(horizon, timeZone)}.
          {look !== null && ' The plan’s rule says this; what to do is for people to decide.'}
        </p>
      </div>
    </section>
  );
}
