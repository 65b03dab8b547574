// What both builds of the client share with the application.
export type { Client } from './client';
export type { Configuration } from './configuration';
export type { ClientError } from './errors';
export type {
  DefaultValue,
  Evaluation,
  EvaluationErrorCode,
  EvaluationReason,
  Exposure,
  Override,
  Snapshot,
  Subject,
  TrackedEvent,
} from './evaluation';
export type { ClientEvent, ClientOptions, ClientStatus } from './options';
export type { StartStream } from './start-stream';
export type { ClientStorage } from './storage';
