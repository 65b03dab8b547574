import {
  ErrorCode,
  OpenFeatureEventEmitter,
  ProviderEvents,
  ProviderNotReadyError,
  type EvaluationContext,
  type Hook,
  type JsonValue,
  type Provider,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { Client } from './client';
import { detailsOf, PROVIDER_NAME, resolve, trackWith, type ProviderOptions } from './openfeature-resolution';

const EVENTS = {
  ready: ProviderEvents.Ready,
  stale: ProviderEvents.Stale,
  error: ProviderEvents.Error,
  changed: ProviderEvents.ConfigurationChanged,
} as const;

/**
 * OpenFeature's server provider over a client, which it closes when it is closed itself. The flag's key is the experiment's,
 * the targeting key the unit; asking for a flag is an exposure unless the context says `fairsplit.expose: false`.
 */
export class FairsplitServerProvider implements Provider {
  readonly metadata = { name: PROVIDER_NAME };
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly hooks: Hook[];
  readonly #client: Client;
  #unsubscribe: (() => void) | undefined;

  constructor(client: Client, options: ProviderOptions<Hook> = {}) {
    this.#client = client;
    this.hooks = options.hooks ?? [];
  }

  /** Rejects when there is nothing to evaluate yet; the provider gets ready by itself later. */
  async initialize(): Promise<void> {
    const client = this.#client;
    // It was closed if this provider was set, removed and is set again, as React does while developing.
    client.open();
    const isReady = await client.ready();
    this.#unsubscribe?.();
    this.#unsubscribe = client.subscribe((event) => this.events.emit(EVENTS[event.type], detailsOf(event)));
    if (!isReady) throw new ProviderNotReadyError('There is no configuration yet.');
  }

  onClose(): Promise<void> {
    this.#unsubscribe?.();
    // OpenFeature adds its own each time that a provider is set, and takes none away.
    this.events.removeAllHandlers();
    return this.#client.close();
  }

  async resolveBooleanEvaluation(
    flagKey: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve(flagKey, defaultValue, context);
  }

  async resolveStringEvaluation(
    flagKey: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve(flagKey, defaultValue, context);
  }

  async resolveNumberEvaluation(
    flagKey: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve(flagKey, defaultValue, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve(flagKey, defaultValue, context);
  }

  track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
    trackWith(this.#client, name, context, details);
  }

  #resolve<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): ResolutionDetails<T> {
    const { errorCode, ...details } = resolve(this.#client, flagKey, defaultValue, context);
    return errorCode === undefined ? details : { ...details, errorCode: ErrorCode[errorCode] };
  }
}
