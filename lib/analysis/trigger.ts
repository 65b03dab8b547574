import type { EventSelection } from './metric-definition';

/** Only units that did this after their exposure are analysed, in every arm. */
export interface Trigger extends EventSelection {
  /** From when the windows of metrics run: the first such event, or the exposure. What came before is before exposure always. */
  readonly from: 'trigger' | 'exposure';
}
