import type { FoundChange } from '../model/planning';
import { counted } from './format-time';

type Told = Pick<FoundChange, 'change' | 'metric' | 'figures' | 'unitsSavedShare'>;

/** What one change of a plan would cost or save, as a sentence; its metric by the name that it goes by. */
export function planChangeSentence(
  { change, metric, figures, unitsSavedShare }: Told,
  nameOf: (key: string) => string,
): string {
  const name = metric === null ? 'a metric' : nameOf(metric);
  const start = starts[change](name, figures);
  return `${start}${consequence(unitsSavedShare, change === 'group-sequential')}`;
}

const starts: Readonly<Record<FoundChange['change'], (name: string, figures: Told['figures']) => string>> = {
  'even-split': () => 'Splitting evenly',
  'without-margin': (name) => `Watching ${name} for harm only, without a margin,`,
  'fewer-metrics': (_, { metrics = 1 }) =>
    metrics === 1
      ? 'Leaving out the metric that is only watched'
      : `Leaving out the ${counted(metrics, 'metric')} that are only watched`,
  'one-variant': () => 'Testing one variant against the control, half and half,',
  'without-cuped': () => 'Going without CUPED',
  fixed: () => 'One look at the end',
  'group-sequential': () => 'A few planned looks (group sequential)',
  'always-valid': () => 'Looking whenever you like (always valid)',
};

/** Less than this is within the error of the simulation. */
const NOTHING = 0.03;

function consequence(savedShare: number | null, isPlural: boolean): string {
  if (savedShare === null) return ': its size cannot be said.';
  if (Math.abs(savedShare) < NOTHING)
    return ` ${isPlural ? 'change' : 'changes'} the size by less than the simulation can tell.`;
  const percent = String(Math.round(Math.abs(savedShare) * 100));
  const needs = isPlural ? 'need' : 'needs';
  return ` ${needs} ${percent}\u202f% ${savedShare > 0 ? 'fewer' : 'more'} units.`;
}
