import type { Database } from '../../lib/database/client';
import { wholeWorkspace, type Context } from '../../lib/auth/context';
import { permissions } from '../../lib/auth/permissions';
import { createKey } from '../../lib/verbs/keys/create-key';

export interface TestWorkspace {
  readonly workspaceId: string;
  /** Of the environment "production". */
  readonly environmentId: number;
  /** An actor that may do everything. */
  readonly ctx: Context;
  /** A secret key for the whole workspace, whose own environment is "production". */
  readonly secretKey: string;
}

/** A workspace of its own, with the environments production and staging, as set-up makes them. */
export async function createWorkspace(database: Database, name = 'Test'): Promise<TestWorkspace> {
  const workspace = await database.prisma.workspace.create({
    data: {
      name,
      environments: {
        create: [
          { key: 'production', name: 'Production' },
          { key: 'staging', name: 'Staging' },
        ],
      },
    },
    include: { environments: { where: { key: 'production' } } },
  });
  const ctx: Context = {
    workspaceId: workspace.id,
    actor: {
      kind: 'system',
      id: 'test',
      label: 'the test',
      permissions: new Set(permissions),
      reach: wholeWorkspace,
    },
    database,
    now: () => new Date(),
  };
  const { token: secretKey } = await createKey({
    ctx,
    input: { kind: 'secret', reach: 'workspace', name: 'test' },
  });
  const environmentId = workspace.environments[0]?.id;
  if (environmentId === undefined) throw new Error('The workspace was stored without its environment.');
  return { workspaceId: workspace.id, environmentId, ctx, secretKey };
}

/** An experiment that can be created and started as it is. */
export function experimentBody(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    key: 'checkout',
    name: 'Checkout',
    variants: [
      { key: 'control', name: 'Control', value: false, weight: 0.5, isControl: true },
      { key: 'treatment', name: 'Treatment', value: true, weight: 0.5, isControl: false },
    ],
    ...changes,
  };
}
