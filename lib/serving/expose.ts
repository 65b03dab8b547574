import type { Attributes } from '../assignment/targeting';
import { isDeclaredBot } from '../ingestion/bot-filter';
import { storablePart } from '../ingestion/storable-json';
import type { KeyedCall } from './route';
import type { ServedExperiment } from './snapshot';

/**
 * Notes that the unit meets the variant; an attribute that cannot be stored is left out and counted, the others and the exposure are not. A crawler's are
 * refused where the environment filters them, as those are that are sent to us.
 */
export function expose(
  call: KeyedCall,
  { runId, compiled }: ServedExperiment,
  variantIndex: number,
  unit: string,
  attributes: Attributes,
): void {
  const { exposures, memory, now } = call.parts;
  if (compiled.remembers) memory.note(runId, unit, variantIndex);
  const exposure = { runId, unit, variant: variantIndex, occurredAt: now() };
  const userAgent = call.request.header('user-agent');
  if (userAgent !== null && isDeclaredBot(userAgent)) {
    void exposeBot(call, () => {
      exposures.add(exposure, () => attributesText(call, attributes));
    });
    return;
  }
  // Without a name: loaders that keep names pay for each function that has one, each time it is made.
  exposures.add(exposure, () => attributesText(call, attributes));
}

async function exposeBot({ parts, caller }: KeyedCall, add: () => void): Promise<void> {
  const { id } = caller.environment;
  const { rules, verdicts } = parts.ingestion.write;
  // Where the setting cannot be read now, nothing is refused.
  const { botFilter } = await rules(id).catch(() => ({ botFilter: false }));
  if (botFilter) verdicts.add(id, parts.now(), 'EXPOSURE', 'BOT', 1);
  else add();
}

/** Whoever evaluates is answered by then: that something was left out is seen among the verdicts. */
function attributesText({ parts, caller }: KeyedCall, attributes: Attributes): string | null {
  for (const _ in attributes) {
    const { text, isWhole } = storablePart(attributes);
    const { verdicts } = parts.ingestion.write;
    if (!isWhole) verdicts.add(caller.environment.id, parts.now(), 'EXPOSURE', 'ATTRIBUTES_LEFT_OUT', 1);
    return text;
  }
  return null;
}
