import { audiencesIn } from '../../assignment/audiences-in';
import type { Transaction } from '../../database/client';
import type { InputProblem } from '../../errors';
import type { Caller } from '../../auth/context';
import { invalidInput } from '../parse-input';
import { prerequisiteSchema } from '../../model/eligibility';
import type { ExperimentInput } from '../../model/experiment';

/** The columns that place an experiment in its layer. */
interface LayerColumns {
  readonly layerId: string | null;
  readonly layerShare: number | null;
}

/**
 * What an experiment names has to be there, in this workspace: its layer, its audiences, its prerequisite's experiment
 * and variants, of units of its own type; and no prerequisites may wait for one another in a circle. Throws InvalidInputError with each place.
 */
export async function resolveReferences(
  transaction: Transaction,
  ctx: Caller,
  experiment: ExperimentInput,
): Promise<LayerColumns> {
  const problems: InputProblem[] = [];
  const columns = await layerColumns(transaction, ctx, experiment, problems);
  await checkAudiences(transaction, ctx, experiment, problems);
  await checkPrerequisite(transaction, ctx, experiment, problems);
  if (problems.length > 0) throw invalidInput(problems);
  return columns;
}

async function layerColumns(
  transaction: Transaction,
  { workspaceId }: Caller,
  { layer }: ExperimentInput,
  problems: InputProblem[],
): Promise<LayerColumns> {
  if (layer === null) return { layerId: null, layerShare: null };
  const { key, share } = layer;
  const stored = await transaction.layer.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
  if (stored === null) problems.push({ pointer: '/layer/key', detail: `There is no layer "${key}".` });
  return { layerId: stored?.id ?? null, layerShare: share };
}

async function checkAudiences(
  transaction: Transaction,
  { workspaceId }: Caller,
  { targeting }: ExperimentInput,
  problems: InputProblem[],
): Promise<void> {
  const named = [...audiencesIn(targeting)];
  if (named.length === 0) return;
  const stored = await transaction.audience.findMany({
    where: { workspaceId, key: { in: named } },
    select: { key: true },
  });
  const missing = named.filter((key) => !stored.some((audience) => audience.key === key));
  for (const key of missing) {
    problems.push({ pointer: '/targeting', detail: `There is no audience "${key}"; save it first.` });
  }
}

async function checkPrerequisite(
  transaction: Transaction,
  { workspaceId }: Caller,
  { key, unitType, prerequisite }: ExperimentInput,
  problems: InputProblem[],
): Promise<void> {
  if (prerequisite === null) return;
  const pointer = '/prerequisite';
  const seen = new Set<string>();
  let next = prerequisite.experiment;
  for (;;) {
    if (next === key) {
      const detail = `"${prerequisite.experiment}" waits for "${key}" itself: prerequisites cannot form a circle.`;
      problems.push({ pointer: `${pointer}/experiment`, detail });
      return;
    }
    if (seen.has(next)) return;
    const stored = await transaction.experiment.findUnique({
      where: { workspaceId_key: { workspaceId, key: next } },
      select: { unitType: true, prerequisite: true, variants: { select: { key: true } } },
    });
    if (stored === null) {
      if (seen.size > 0) return;
      problems.push({ pointer: `${pointer}/experiment`, detail: `There is no experiment "${next}".` });
      return;
    }
    if (seen.size === 0) {
      const detail = unitTypeProblem({ key, unitType }, { key: next, unitType: stored.unitType });
      if (detail !== null) problems.push({ pointer: `${pointer}/experiment`, detail });
      for (const [index, variant] of prerequisite.variants.entries()) {
        if (stored.variants.some((one) => one.key === variant)) continue;
        const detail = `"${next}" has no variant "${variant}".`;
        problems.push({ pointer: `${pointer}/variants/${String(index)}`, detail });
      }
    }
    seen.add(next);
    const onward = prerequisiteSchema.parse(stored.prerequisite);
    if (onward === null) return;
    next = onward.experiment;
  }
}

interface OfUnits {
  readonly key: string;
  readonly unitType: string;
}

/** Why one experiment cannot wait for the other; null where it can. Whom a user id met says nothing of a device's id. */
export function unitTypeProblem(waiting: OfUnits, first: OfUnits): string | null {
  if (waiting.unitType === first.unitType) return null;
  return (
    `"${waiting.key}" splits units of the type "${waiting.unitType}" and "${first.key}" of the type "${first.unitType}", ` +
    "so nobody's variant there can be told. Choose a prerequisite of the same unit type."
  );
}
