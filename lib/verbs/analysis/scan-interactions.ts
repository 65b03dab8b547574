import { z } from 'zod';
import {
  scanned,
  sharedMetrics,
  type InteractionResult,
  type OverlappingRun,
  type SharedEvidence,
} from '../../analysis/interactions';
import { weightsChangedAt } from '../../analysis/run-allocation';
import { readEvidence } from '../../evidence/create-evidence';
import type { EvidenceSnapshot } from '../../evidence/read';
import { withinReach } from '../../auth/authorise';
import type { ReadingContext } from '../../auth/context';
import { parseRunConfiguration } from '../../model/run-configuration';
import { inAnalysisTurn } from './analysis-turns';
import { defineVerb } from '../define-verb';
import { interactionScanSchema } from './result-answers';

export const scanInteractionsInput = z.strictObject({});

const alphaTwoSided = 0.05;
const recentMs = 30 * 86_400_000;
/** A scan reads the pairs that share most units; more would keep the database busy for a page. */
const maximumPairs = 50;

interface CandidateRun extends OverlappingRun {
  readonly id: number;
  readonly environmentId: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface OverlappingPair {
  readonly first: string;
  readonly second: string;
  readonly units: number;
}

/** Possible interactions, smallest p first. */
export interface InteractionScan {
  readonly scannedAt: Date;
  readonly alphaTwoSided: number;
  /** Pairs of experiments that share units, the most first; those past the first fifty were not measured. */
  readonly pairs: readonly (OverlappingPair & { readonly measured: boolean })[];
  readonly interactions: readonly InteractionResult[];
}

/**
 * Every pair of experiments, in the environments that the actor may touch, that run, or ended in the last 30 days, side by side in one environment and share units:
 * whether the effect of one on a success metric of either depends on the other. It shows no effect of either by itself.
 * Where the weights of one changed within its run, the pair is listed and refused (`split-changed`).
 */
export const scanInteractions = defineVerb({
  name: 'scanInteractions',
  permission: 'results:read',
  scope: 'reach',
  input: scanInteractionsInput,
  output: interactionScanSchema,
  door: { summary: 'Scan experiments that share units for interactions', hasOutcomes: true },
  read: async ({ ctx }) => {
    const now = ctx.now();
    const runs = await candidateRuns(ctx, now);
    const read = async (snapshot: EvidenceSnapshot): Promise<InteractionScan> => {
      const pairs = await sharingPairs(snapshot, runs, now);
      const evidence: SharedEvidence[] = [];
      for (const { first, second } of pairs.slice(0, maximumPairs)) {
        const metrics = sharedMetrics(first.configuration, second.configuration);
        if (metrics.length === 0) continue;
        const { environmentId } = first;
        const request = { first: first.id, second: second.id, environmentId, horizon: now, metrics };
        evidence.push({ first, second, metrics: await snapshot.measureShared(request) });
      }
      const interactions = scanned(evidence, alphaTwoSided);
      return {
        scannedAt: now,
        alphaTwoSided,
        pairs: pairs.map(({ first, second, units }, index) => ({
          first: first.experiment,
          second: second.experiment,
          units,
          measured: index < maximumPairs,
        })),
        interactions: interactions.toSorted((a, b) => (a.adjustedP ?? 2) - (b.adjustedP ?? 2)),
      };
    };
    return inAnalysisTurn(ctx, () => readEvidence(ctx.database).inSnapshot(read));
  },
});

async function candidateRuns(ctx: ReadingContext, now: Date): Promise<readonly CandidateRun[]> {
  const stored = await ctx.database.prisma.run.findMany({
    where: {
      experiment: { workspaceId: ctx.workspaceId },
      ...withinReach(ctx),
      OR: [{ endedAt: null }, { endedAt: { gte: new Date(now.getTime() - recentMs) } }],
    },
    orderBy: { id: 'asc' },
    select: {
      id: true,
      environmentId: true,
      startedAt: true,
      endedAt: true,
      configuration: true,
      allocations: {
        orderBy: { number: 'asc' },
        select: { number: true, effectiveFrom: true, coverage: true, reach: true },
      },
      experiment: { select: { key: true } },
    },
  });
  return stored.map(({ experiment, configuration, allocations, ...run }) => ({
    ...run,
    experiment: experiment.key,
    configuration: parseRunConfiguration(configuration),
    weightsChangedAt: weightsChangedAt(allocations),
  }));
}

async function sharingPairs(snapshot: EvidenceSnapshot, runs: readonly CandidateRun[], now: Date) {
  if (runs.length < 2) return [];
  const shared = await snapshot.countSharedUnits(
    runs.map(({ id }) => id),
    now,
  );
  const byId = new Map(runs.map((run) => [run.id, run]));
  const pairs = shared.rows.flatMap(({ first, second, units }) => {
    const [one, other] = [byId.get(first), byId.get(second)];
    return one !== undefined && other !== undefined && runSideBySide(one, other)
      ? [{ first: one, second: other, units }]
      : [];
  });
  return pairs.toSorted((a, b) => b.units - a.units);
}

/** Of two experiments, in one environment, and at the same time. */
function runSideBySide(one: CandidateRun, other: CandidateRun): boolean {
  const startsBeforeEnd = (a: CandidateRun, b: CandidateRun) => b.endedAt === null || a.startedAt < b.endedAt;
  return (
    one.experiment !== other.experiment &&
    one.environmentId === other.environmentId &&
    startsBeforeEnd(one, other) &&
    startsBeforeEnd(other, one)
  );
}
