import { IconInfoCircle } from '@tabler/icons-react';
import { toneIcons } from '@/components/tone';
import { allowingForStop, allowingForStopLead } from '@/lib/charts/allowing-for-stop';
import { verdict } from '@/lib/charts/verdict';
import { formatInstant } from '@/lib/charts/format-time';
import type { AnalysisView } from '@/lib/verbs/analysis/result-answers';
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
    variants = [],
    facts,
    rule = [],
    tests = [],
    standing,
  } = verdict({
    plan: configuration.plan,
    running,
    newest: analysis,
    look,
  });
  const allowing = look === null ? [] : allowingForStop(look.decision, look.result);
  const Icon = result.health.sampleRatioAlarm ? toneIcons.notice : toneIcons[tone];
  return (
    <section className="verdict" data-tone={tone} aria-labelledby="verdict-headline">
      <Icon size={22} stroke={1.9} className="verdict-icon" aria-hidden="true" />
      <div className="verdict-text">
        <h2 id="verdict-headline">{headline}</h2>
        {variants.length > 0 && (
          <ul className="verdict-variants" aria-label="Each variant">
            {variants.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
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
            {tests.length > 0 && (
              <details className="disclosure">
                <summary>Each test by itself, at its own level</summary>
                <ul>
                  {tests.map((test) => (
                    <li key={test}>{test}</li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        )}
        {allowing.length > 0 && (
          <div className="verdict-rule">
            <h3>Allowing for the early stop</h3>
            <p>{allowingForStopLead}</p>
            <ul>
              {allowing.map((sentence) => (
                <li key={sentence}>{sentence}</li>
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
          {look !== null && ' This is what the plan’s rule says; people decide what to do.'}
        </p>
      </div>
    </section>
  );
}
