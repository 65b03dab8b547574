import { Card } from '@/components/page';
import { ToneDot } from '@/components/tone';
import { formatCount, formatShare } from '@/lib/charts/format';
import { counted } from '@/lib/charts/format-time';
import type { readProgram } from '@/lib/verbs/learning/read-program';
import { PROGRAM_OUTCOMES } from '@/lib/model/program-outcome';
import { outcomeWords } from './outcome-words';
import './outcome-bar.css';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';

type Program = Awaited<ReturnType<typeof readProgram>>;

/** The outcomes as parts of one bar, with the two rates that they give. */
export function OutcomeBar({ program }: { readonly program: Program }) {
  const { counts, experiments, learningRate, winRate } = program;
  const shown = PROGRAM_OUTCOMES.filter((outcome) => counts[outcome] > 0);
  return (
    <Card title={counted(experiments.length, 'ended run')}>
      <div className="outcome-figures">
        <Rate
          title="Learning rate"
          rate={learningRate}
          text="Of these runs, restarted, invalid and never analysed ones among them, the share that won, caught harm, or ruled out an improvement of the size of interest."
        />
        <Rate
          title="Win rate"
          rate={winRate}
          text="Of the valid, analysed ones among these runs, the share that the plan’s rule would ship."
        />
      </div>
      <div className="outcome-bar" aria-hidden="true">
        {shown.map((outcome) => (
          <span key={outcome} data-outcome={outcome} style={{ flexGrow: counts[outcome] }} />
        ))}
      </div>
      <ul className="outcome-legend">
        {shown.map((outcome) => (
          <li key={outcome}>
            <ToneDot tone={outcomeWords[outcome].tone} />
            {outcomeWords[outcome].words} <strong className="numeric">{formatCount(counts[outcome])}</strong>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface RateProps {
  readonly title: string;
  readonly rate: Program['winRate'];
  readonly text: string;
}

function Rate({ title, rate, text }: RateProps) {
  return (
    <div>
      <p className="outcome-rate-title">{title}</p>
      <p className="outcome-rate numeric">{rate.ok ? formatShare(rate.value) : 'Cannot say'}</p>
      <p className="outcome-rate-text">{rate.ok ? text : cannotSaySentence(rate)}</p>
    </div>
  );
}
