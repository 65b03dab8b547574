import type { Client } from './client';
import type { Evaluation, Snapshot, Subject } from './evaluation';

/** Every running experiment for one subject, as plain JSON for the page that is rendered for it; exposes nobody. */
export function takeSnapshot(client: Client, subject: Subject): Snapshot {
  const { version = 0, experiments = [] } = client.configuration() ?? {};
  const evaluations = experiments.map(({ key }): [string, Evaluation] => [
    key,
    client.evaluate(key, null, { unit: subject.unit, attributes: subject.attributes, expose: false }),
  ]);
  return { version, unit: subject.unit, evaluations: Object.fromEntries(evaluations) };
}
