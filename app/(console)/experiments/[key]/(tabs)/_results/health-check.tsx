import { ToneDot } from '@/components/tone';

interface CheckProps {
  readonly tone: 'good' | 'bad' | 'notice' | 'open' | 'unknown';
  readonly title: string;
  readonly figure: string;
  readonly text: string;
}

/** One check: its state, its figure, and what the figure means. */
export function Check({ tone, title, figure, text }: CheckProps) {
  return (
    <div className="health-check">
      <p className="health-check-title">
        <ToneDot tone={tone} />
        {title}
      </p>
      <p className="health-check-figure numeric">{figure}</p>
      <p className="health-check-text">{text}</p>
    </div>
  );
}
