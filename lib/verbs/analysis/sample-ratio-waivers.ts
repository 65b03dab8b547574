import type { SampleRatioWaiver as StoredWaiver } from '../../database/generated/client';
import type { Transaction } from '../../database/client';
import { parseStoredDecision } from '../../model/decision';
import type { SampleRatioWaiver } from './result-answers';

export function toSampleRatioWaiver(stored: StoredWaiver): SampleRatioWaiver {
  const { id, attributes, reason, waivedBy, waivedByName, waivedAt } = stored;
  return { id, attributes, reason, waivedBy, waivedByName, waivedAt };
}

/** Attributes whose segments' sample ratios the next analysis of the run does not count. */
export async function waivedAttributes(transaction: Transaction, runId: number): Promise<readonly string[]> {
  const waivers = await transaction.sampleRatioWaiver.findMany({
    where: { runId },
    select: { attributes: true },
  });
  return [...new Set(waivers.flatMap(({ attributes }) => attributes))];
}

/** Attributes whose segments make the run's newest analysis invalid, and which nobody has waived. */
export async function alarmedAttributes(transaction: Transaction, runId: number): Promise<readonly string[]> {
  const newest = await transaction.analysis.findFirst({
    where: { runId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { decision: true },
  });
  const decision = parseStoredDecision(newest?.decision ?? null)?.decision;
  if (decision?.ok !== true) return [];
  const waived = await waivedAttributes(transaction, runId);
  return decision.value.reasons
    .filter(({ code }) => code === 'segment-sample-ratio-mismatch')
    .flatMap(({ segment }) => segment?.attribute ?? [])
    .filter((attribute) => !waived.includes(attribute));
}

/**
 * Attributes whose segments made any analysis of the run invalid. The next one reads them too, whoever asks for it: what was found
 * once does not go away because nobody asks for that segment again.
 */
export async function onceAlarmedAttributes(
  transaction: Transaction,
  runId: number,
): Promise<readonly string[]> {
  const rows = await transaction.$queryRaw<{ readonly attribute: string }[]>`
    select distinct reason #>> '{segment,attribute}' as attribute
    from analyses, jsonb_path_query(
      decision, '$.decision.value.reasons[*] ? (@.code == "segment-sample-ratio-mismatch")'
    ) as reason
    where run_id = ${runId}
    order by attribute`;
  return rows.map(({ attribute }) => attribute);
}
