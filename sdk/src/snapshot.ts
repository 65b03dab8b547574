import type { Client } from './client';
import type { Evaluation, Snapshot, Subject } from './evaluation';

/**
 * Every running experiment for one subject, as plain JSON for the page that is rendered for it. Exposes nobody: the page does
 * when it shows the variant. A subject that cannot be read has no evaluations; never throws.
 */
export function takeSnapshot(client: Client, subject: Subject): Snapshot {
  const { version = 0, experiments = [] } = client.configuration() ?? {};
  try {
    const { unit, attributes } = subject;
    const evaluations = experiments.map(({ key }): [string, Evaluation] => [
      key,
      client.evaluate(key, null, { unit, attributes, expose: false }),
    ]);
    return { version, unit, evaluations: Object.fromEntries(evaluations) };
  } catch {
    return { version, unit: '', evaluations: {} };
  }
}
