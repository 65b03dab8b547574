import type { Attributes } from '../assignment/targeting';
import { isDeclaredBot } from '../services/ingestion/bot-filter';
import { storableJson } from '../services/ingestion/item-fields';
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
  const add = () => {
    exposures.add(exposure, () => attributesText(attributes));
  };
  const userAgent = call.request.header('user-agent');
  if (userAgent === null || !isDeclaredBot(userAgent)) add();
  else void exposeBot(call, add);
}

async function exposeBot({ parts, caller }: KeyedCall, add: () => void): Promise<void> {
  const { id } = caller.environment;
  const { settings, counter } = parts.store.intake;
  // Where the setting cannot be read now, nothing is refused.
  const { botFilter } = await settings(id).catch(() => ({ botFilter: false }));
  if (botFilter) counter.add(id, parts.now(), 'EXPOSURE', 'BOT', 1);
  else add();
}

function attributesText(attributes: Attributes): string | null {
  for (const _ in attributes) return storableJson(attributes);
  return null;
}
