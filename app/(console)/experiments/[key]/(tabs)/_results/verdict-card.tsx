import { IconInfoCircle } from '@tabler/icons-react';
import { toneIcons } from '@/components/tone';
import { effectsHidden, verdict } from '@/lib/charts/verdict';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/services/analysis/analysis-view';
import './verdict-card.css';

interface VerdictCardProps {
  readonly analysis: AnalysisView;
  readonly running: boolean;
  readonly timeZone: string;
}

/** What is known, in words, before any figure. */
export function VerdictCard({ analysis, running, timeZone }: VerdictCardProps) {
  const { result, configuration, horizon } = analysis;
  const { tone, headline, facts, caution } = verdict(result, configuration.plan, running);
  const effectsShown = !effectsHidden(configuration.plan, running) && !result.health.sampleRatioAlarm;
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
        {caution !== null && (
          <p className="verdict-caution">
            <IconInfoCircle size={16} aria-hidden="true" />
            {caution}
          </p>
        )}
        <p className="verdict-origin">
          Evidence up to {formatInstant(horizon, timeZone)}.
          {effectsShown && ' This reads the intervals out; what follows from them is for people to decide.'}
        </p>
      </div>
    </section>
  );
}
