import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RunConfiguration } from '../../lib/model/run-configuration';
import type { JsonValue } from '../../lib/assignment/configuration';
import { createKeyMaterial, type KeyKind } from '../../lib/auth/keys';
import type { Database } from '../../lib/database/client';
import type { Prisma } from '../../lib/database/generated/client';

// Rows that tests need, unique without asking, written as plainly as Prisma lets them be.

/** A workspace with one environment. */
export async function makeWorkspace(
  database: Database,
): Promise<{ workspaceId: string; environmentId: number }> {
  const workspace = await database.prisma.workspace.create({
    data: { name: 'Test', environments: { create: { key: 'production', name: 'Production' } } },
    include: { environments: true },
  });
  const [environment] = workspace.environments;
  if (environment === undefined) throw new Error('the environment was not created');
  return { workspaceId: workspace.id, environmentId: environment.id };
}

export async function makeEnvironment(database: Database, workspaceId: string, key: string): Promise<number> {
  const { id } = await database.prisma.environment.create({ data: { workspaceId, key, name: key } });
  return id;
}

interface KeyOptions {
  readonly kind?: KeyKind;
  readonly scopes?: string[];
  readonly allowedOrigins?: string[];
}

/** A key of the environment; the text that a request carries. */
export async function makeKey(
  database: Database,
  environmentId: number,
  options: KeyOptions = {},
): Promise<string> {
  const { kind = 'secret', scopes = ['data:read', 'data:write'], allowedOrigins = [] } = options;
  const { key, prefix, hash } = createKeyMaterial(kind);
  await database.prisma.key.create({
    data: {
      environmentId,
      kind: kind === 'secret' ? 'SECRET' : 'PUBLISHABLE',
      name: `${kind} key`,
      prefix,
      hash,
      scopes,
      allowedOrigins,
    },
  });
  return key;
}

export interface ExperimentOptions {
  readonly key?: string;
  readonly values?: readonly JsonValue[];
  readonly coverage?: number;
  readonly targeting?: RunConfiguration['targeting'];
  readonly salt?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date | null;
}

/** The configuration of a run with equal shares: variants control, treatment-1, treatment-2 and so on. */
export function makeRunConfiguration(options: ExperimentOptions = {}): RunConfiguration {
  const { values = [false, true], coverage = 1, targeting = { all: [] } } = options;
  return {
    unitType: 'user',
    valueType: 'json',
    coverage,
    targeting,
    variants: values.map((value, position) => ({
      key: position === 0 ? 'control' : `treatment-${position}`,
      name: `Variant ${position}`,
      value,
      weight: 1 / values.length,
      isControl: position === 0,
    })),
    metrics: [],
    plan: {
      method: 'fixed',
      alphaTwoSided: 0.05,
      power: 0.8,
      spending: 'obrien-fleming',
      looks: 1,
      plannedUnits: null,
      plannedDays: null,
    },
  };
}

/** An experiment that was never started. */
export async function makeDraft(database: Database, workspaceId: string, key: string): Promise<string> {
  const { id } = await database.prisma.experiment.create({ data: { workspaceId, key, name: key } });
  return id;
}

/** An experiment with one run, which is running unless `endedAt` is given; raises the configuration's version. */
export async function makeRunningExperiment(
  database: Database,
  place: { readonly workspaceId: string; readonly environmentId: number },
  options: ExperimentOptions = {},
): Promise<{ key: string; runId: number; experimentId: string }> {
  const {
    key = `experiment-${randomUUID()}`,
    startedAt = new Date(Date.now() - 3_600_000),
    endedAt = null,
  } = options;
  const experimentId = await makeDraft(database, place.workspaceId, key);
  const runId = await makeRun(database, place.environmentId, experimentId, {
    ...options,
    startedAt,
    endedAt,
  });
  await announceConfiguration(database, place.environmentId);
  return { key, runId, experimentId };
}

export async function makeRun(
  database: Database,
  environmentId: number,
  experimentId: string,
  options: ExperimentOptions & { readonly number?: number; readonly configuration?: Prisma.InputJsonValue },
): Promise<number> {
  const { salt = randomUUID(), startedAt = new Date(), endedAt = null, number = 1 } = options;
  const configuration = options.configuration ?? toInputJson(makeRunConfiguration(options));
  const { id } = await database.prisma.run.create({
    data: {
      ...{ experimentId, environmentId, number, salt, configuration, startedAt, endedAt },
      allocations: { create: { number: 1, effectiveFrom: startedAt, ...firstAllocationOf(configuration) } },
    },
  });
  return id;
}

function firstAllocationOf(configuration: Prisma.InputJsonValue) {
  const frozen = configurationShares.safeParse(configuration).data;
  return { coverage: frozen?.coverage ?? 1, reach: (frozen?.variants ?? []).map(() => 1) };
}

const configurationShares = z.object({ coverage: z.number(), variants: z.array(z.unknown()) });

/** Raises the version, which wakes whoever serves the environment. */
export async function announceConfiguration(database: Database, environmentId: number): Promise<void> {
  await database.prisma.environment.update({
    where: { id: environmentId },
    data: { configurationVersion: { increment: 1 } },
  });
}

export function toInputJson(value: object): Prisma.InputJsonObject {
  const copy: Prisma.InputJsonObject = JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
  return copy;
}
