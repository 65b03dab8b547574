import type { MetricDirection, MetricKind, MetricRole } from '../analysis/metric-definition';
import type { PlanMethod } from '../analysis/run-configuration';
import type { ValueType } from '../assignment/value-type';
import type {
  ExperimentStatus as StoredStatus,
  KeyReach as StoredReach,
  MetricDirection as StoredDirection,
  MetricKind as StoredKind,
  MetricRole as StoredRole,
  PlanMethod as StoredMethod,
  ValueType as StoredValueType,
} from '../database/generated/client';
import type { Reach } from './context';

export type ExperimentStatus = 'draft' | 'running' | 'stopped' | 'shipped' | 'archived';

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

export const keyReachNames: Names<StoredReach, Reach['over']> = {
  toStored: { environment: 'ENVIRONMENT', workspace: 'WORKSPACE' },
  fromStored: { ENVIRONMENT: 'environment', WORKSPACE: 'workspace' },
};

export const valueTypeNames: Names<StoredValueType, ValueType> = {
  toStored: { boolean: 'BOOLEAN', string: 'STRING', integer: 'INTEGER', number: 'NUMBER', json: 'JSON' },
  fromStored: { BOOLEAN: 'boolean', STRING: 'string', INTEGER: 'integer', NUMBER: 'number', JSON: 'json' },
};

export const planMethodNames: Names<StoredMethod, PlanMethod> = {
  toStored: { fixed: 'FIXED', 'group-sequential': 'GROUP_SEQUENTIAL', 'always-valid': 'ALWAYS_VALID' },
  fromStored: { FIXED: 'fixed', GROUP_SEQUENTIAL: 'group-sequential', ALWAYS_VALID: 'always-valid' },
};

export const metricKindNames: Names<StoredKind, MetricKind> = {
  toStored: {
    count: 'COUNT',
    sum: 'SUM',
    mean: 'MEAN',
    proportion: 'PROPORTION',
    ratio: 'RATIO',
    retention: 'RETENTION',
    quantile: 'QUANTILE',
    funnel: 'FUNNEL',
    'time-to-event': 'TIME_TO_EVENT',
    'distinct-count': 'DISTINCT_COUNT',
  },
  fromStored: {
    COUNT: 'count',
    SUM: 'sum',
    MEAN: 'mean',
    PROPORTION: 'proportion',
    RATIO: 'ratio',
    RETENTION: 'retention',
    QUANTILE: 'quantile',
    FUNNEL: 'funnel',
    TIME_TO_EVENT: 'time-to-event',
    DISTINCT_COUNT: 'distinct-count',
  },
};

export const directionNames: Names<StoredDirection, MetricDirection> = {
  toStored: { 'higher-is-better': 'HIGHER_IS_BETTER', 'lower-is-better': 'LOWER_IS_BETTER' },
  fromStored: { HIGHER_IS_BETTER: 'higher-is-better', LOWER_IS_BETTER: 'lower-is-better' },
};

export const roleNames: Names<StoredRole, MetricRole> = {
  toStored: { success: 'SUCCESS', guardrail: 'GUARDRAIL', quality: 'QUALITY' },
  fromStored: { SUCCESS: 'success', GUARDRAIL: 'guardrail', QUALITY: 'quality' },
};
