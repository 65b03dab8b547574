import { createClientOn, type Client } from './client';
import type { DefaultValue, Evaluation, Override, Subject, TrackedEvent } from './evaluation';
import { neutralPlatform } from './neutral-platform';

/** A variant that a unit met in a test. */
export interface MetVariant {
  readonly experiment: string;
  readonly variant: string;
  readonly unit: string;
}

/** A client without a server that keeps what it would have sent, in the order in which it came. */
export interface TestClient extends Client {
  readonly exposures: readonly MetVariant[];
  readonly events: readonly TrackedEvent[];
  readonly identities: readonly { readonly anonymous: string; readonly unit: string }[];
}

/**
 * A client for an application's tests: ready at once, and everybody gets the variants that are set, here or by `override`. Meeting
 * one is recorded as it is by a real client: once for each unit and variant, and not with `expose: false`.
 */
export function createTestClient(overrides: { readonly [experiment: string]: Override } = {}): TestClient {
  const bootstrap = { configuration: { environment: 'test', version: 1, experiments: [] } };
  const client = createClientOn(neutralPlatform, { url: '', key: '', overrides, bootstrap });
  const met = new Map<string, MetVariant>();
  const exposures: MetVariant[] = [];
  const events: TrackedEvent[] = [];
  const identities: { readonly anonymous: string; readonly unit: string }[] = [];

  const expose = (experiment: string, { variant, reason }: Evaluation<unknown>, subject: Subject) => {
    const { unit, expose: wish } = subject;
    if (variant === null || reason === 'ERROR' || wish === false) return;
    const key = JSON.stringify([experiment, variant, unit]);
    if (met.has(key)) return;
    const exposure = { experiment, variant, unit };
    met.set(key, exposure);
    exposures.push(exposure);
  };

  return {
    ...client,
    exposures,
    events,
    identities,
    evaluate: <Value extends DefaultValue>(experiment: string, defaultValue: Value, subject: Subject) => {
      const evaluation = client.evaluate(experiment, defaultValue, subject);
      expose(experiment, evaluation, subject);
      return evaluation;
    },
    track: (event) => {
      const isTaken = client.track(event);
      if (isTaken) events.push(event);
      return isTaken;
    },
    identify: (anonymous, unit) => {
      const isTaken = client.identify(anonymous, unit);
      if (isTaken) identities.push({ anonymous, unit });
      return isTaken;
    },
  };
}
