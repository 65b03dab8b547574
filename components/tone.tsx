import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconHelpCircle,
  IconTrendingDown,
  IconTrendingUp,
} from '@tabler/icons-react';
import type { Tone } from '@/lib/charts/reading';
import './tone.css';

/** The one icon of each tone, wherever a tone is drawn. */
export const toneIcons = {
  good: IconTrendingUp,
  bad: IconTrendingDown,
  notice: IconAlertTriangle,
  open: IconCircleDashed,
  unknown: IconHelpCircle,
} as const;

/** A dot before words that say the same: never a meaning of its own. */
export function ToneDot({ tone }: { readonly tone: Tone }) {
  return <span className="tone-dot" data-tone={tone} aria-hidden="true" />;
}

/** A few words with an icon, in the tone's colour. */
export function ToneWords({ tone, words }: { readonly tone: Tone; readonly words: string }) {
  // What holds has not gone up.
  const Icon = words === 'Within its margin' ? IconCheck : toneIcons[tone];
  return (
    <span className="tone-words" data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {words}
    </span>
  );
}
