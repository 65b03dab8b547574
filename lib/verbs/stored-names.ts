import type { MetricDirection, MetricRole } from '../model/metric-use';
import type { ExperimentStatus } from '../model/experiment-view';
import type { PlanMethod } from '../model/run-configuration';
import type { ValueType } from '../assignment/value-type';
import type {
  ExperimentStatus as StoredStatus,
  MetricDirection as StoredDirection,
  MetricRole as StoredRole,
  PlanMethod as StoredMethod,
  ValueType as StoredValueType,
} from '../database/generated/client';

type Names<Stored extends string, Spoken extends string> = {
  readonly toStored: Readonly<Record<Spoken, Stored>>;
  readonly fromStored: Readonly<Record<Stored, Spoken>>;
};

// Prisma's enum members are upper case and cannot hold a hyphen; the API and the pure rooms speak kebab-case.

export const statusNames: Names<StoredStatus, ExperimentStatus> = {
  toStored: {
    draft: 'DRAFT',
    running: 'RUNNING',
    stopped: 'STOPPED',
    shipped: 'SHIPPED',
    archived: 'ARCHIVED',
  },
  fromStored: {
    DRAFT: 'draft',
    RUNNING: 'running',
    STOPPED: 'stopped',
    SHIPPED: 'shipped',
    ARCHIVED: 'archived',
  },
};

export const valueTypeNames: Names<StoredValueType, ValueType> = {
  toStored: { boolean: 'BOOLEAN', string: 'STRING', integer: 'INTEGER', number: 'NUMBER', json: 'JSON' },
  fromStored: { BOOLEAN: 'boolean', STRING: 'string', INTEGER: 'integer', NUMBER: 'number', JSON: 'json' },
};

export const planMethodNames: Names<StoredMethod, PlanMethod> = {
  toStored: { fixed: 'FIXED', 'group-sequential': 'GROUP_SEQUENTIAL', 'always-valid': 'ALWAYS_VALID' },
  fromStored: { FIXED: 'fixed', GROUP_SEQUENTIAL: 'group-sequential', ALWAYS_VALID: 'always-valid' },
};

export const directionNames: Names<StoredDirection, MetricDirection> = {
  toStored: { 'higher-is-better': 'HIGHER_IS_BETTER', 'lower-is-better': 'LOWER_IS_BETTER' },
  fromStored: { HIGHER_IS_BETTER: 'higher-is-better', LOWER_IS_BETTER: 'lower-is-better' },
};

export const roleNames: Names<StoredRole, MetricRole> = {
  toStored: { success: 'SUCCESS', guardrail: 'GUARDRAIL', quality: 'QUALITY' },
  fromStored: { SUCCESS: 'success', GUARDRAIL: 'guardrail', QUALITY: 'quality' },
};
