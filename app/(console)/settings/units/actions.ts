'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import type { ErasureResult, UnitReport } from '@/lib/verbs/data/data-answers';
import { eraseUnit } from '@/lib/verbs/data/erase-unit';
import { readUnitReport } from '@/lib/verbs/data/read-unit-report';
import { callVerb, whole } from '../../console-verb';

/** Says where a unit stands. */
export async function find(unit: string): Promise<ActionOutcome<UnitReport>> {
  return callVerb(readUnitReport, { unit }, { show: whole });
}

/** Erases a unit for good. */
export async function erase(
  unit: string,
  removeFromDefinitions: boolean,
): Promise<ActionOutcome<ErasureResult>> {
  return callVerb(eraseUnit, { unit, removeFromDefinitions }, { show: whole });
}
