import type { Attributes } from '../assignment/targeting';
import { isDeclaredBot } from '../ingestion/bot-filter';
import { storableJson } from '../ingestion/item-fields';
import type { KeyedCall } from './route';
import type { ServedExperiment } from './snapshot';

/**
 * Notes that the unit meets the variant; attributes that cannot be stored are left out, the exposure is not. A crawler's are
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
      exposures.add(exposure, () => attributesText(attributes));
    });
    return;
  }
  // Without a name: loaders that keep names pay for each function that has one, each time it is made.
  exposures.add(exposure, () => attributesText(attributes));
}

async function exposeBot({ parts, caller }: KeyedCall, add: () => void): Promise<void> {
  const { id } = caller.environment;
  const { rules, verdicts } = parts.ingestion.write;
  // Where the setting cannot be read now, nothing is refused.
  const { botFilter } = await rules(id).catch(() => ({ botFilter: false }));
  if (botFilter) verdicts.add(id, parts.now(), 'EXPOSURE', 'BOT', 1);
  else add();
}

function attributesText(attributes: Attributes): string | null {
  for (const _ in attributes) return storableJson(attributes);
  return null;
}
