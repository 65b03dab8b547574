import type { JsonValue } from '../../lib/assignment/configuration';
import type { Client } from './client';
import type { EvaluationErrorCode, Evaluation, Subject } from './evaluation';
import type { ClientEvent } from './options';

// What the server's and the web's provider have in common, said without either of their packages.

export const PROVIDER_NAME = 'fairsplit';

export interface ProviderOptions<Hook> {
  /** Hooks that run at each evaluation by this provider, such as the EventHook of `@openfeature/open-telemetry-hooks`. */
  readonly hooks?: Hook[];
}

/** OpenFeature's resolution details, its error code still a text. */
export interface Resolution<Value> {
  readonly value: Value;
  readonly reason: string;
  readonly variant?: string;
  readonly errorCode?: EvaluationErrorCode;
  readonly errorMessage?: string;
  readonly flagMetadata: Record<string, string | number>;
}

/** Not an attribute but a wish: false means that the evaluation is no exposure. The same name as over OFREP. */
const EXPOSE = 'fairsplit.expose';

/** Everything but the targeting key is an attribute. Never throws; what cannot be read is an empty subject. */
export function subjectOf(context: unknown): Subject {
  try {
    const { targetingKey, [EXPOSE]: expose, ...attributes } = context as { readonly [name: string]: unknown };
    // Of the wrong type where the caller's is; the client says so.
    return { unit: targetingKey as string, attributes, expose: expose !== false };
  } catch {
    return { unit: '' };
  }
}

export function resolve<Value extends JsonValue>(
  client: Client,
  flagKey: string,
  defaultValue: Value,
  context: unknown,
): Resolution<Value> {
  const evaluation: Evaluation<unknown> = client.evaluate<JsonValue>(
    flagKey,
    defaultValue,
    subjectOf(context),
  );
  const { value, variant, reason, errorCode, errorMessage } = evaluation;
  return {
    // The client has compared it with the default.
    value: value as Value,
    reason,
    ...(variant === null ? {} : { variant }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    flagMetadata: metadataOf(client, evaluation),
  };
}

/** `version` and `flagSetId` are the names under which OpenFeature's telemetry looks for them; a version is a text there. */
function metadataOf(client: Client, { run, cause }: Evaluation<unknown>): Record<string, string | number> {
  const configuration = client.configuration();
  return {
    ...(configuration === null
      ? {}
      : { version: String(configuration.version), flagSetId: configuration.environment }),
    ...(run === undefined ? {} : { run }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** `value` is the event's value, what else the application tells of it its properties. */
export function trackWith(client: Client, name: string, context: unknown, details: object): void {
  const { value, ...properties }: { readonly value?: number } = details;
  client.track({ unit: subjectOf(context).unit, name, value, properties });
}

/** What a provider's event tells besides its kind. */
export function detailsOf(event: ClientEvent): { readonly flagsChanged?: string[] } {
  return event.type === 'changed' ? { flagsChanged: [...event.experiments] } : {};
}
