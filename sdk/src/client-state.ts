import { compileConfiguration } from '../../lib/assignment/compile-configuration';
import type { Configuration } from './configuration';
import type { Knowledge } from './decide';
import { messageOf, type Report } from './errors';
import type { ClientEvent, ClientStatus } from './options';

/** What the client knows, how sure it is of that, and who wants to hear of changes. */
export interface ClientState {
  readonly configuration: () => Configuration | null;
  readonly knowledge: () => Knowledge | null;
  readonly status: () => ClientStatus;
  /** Takes a configuration over; false when it is not usable and nothing has changed. */
  readonly adopt: (configuration: Configuration) => boolean;
  /** After each attempt to be up to date. */
  readonly note: (isUpToDate: boolean) => void;
  /** Able to evaluate, though not by a configuration. */
  readonly isBootstrapped: () => void;
  readonly emit: (event: ClientEvent) => void;
  readonly subscribe: (listener: (event: ClientEvent) => void) => () => void;
  readonly close: () => void;
}

export function createClientState(report: Report): ClientState {
  let configuration: Configuration | null = null;
  let knowledge: Knowledge | null = null;
  let status: ClientStatus = 'loading';
  const listeners = new Set<(event: ClientEvent) => void>();

  const emit = (event: ClientEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        report('CALLBACK_FAILED', `A listener failed: ${messageOf(error)}`, error);
      }
    }
  };

  const become = (next: 'ready' | 'stale' | 'error') => {
    if (status === next || status === 'closed') return;
    status = next;
    emit({ type: next });
  };

  const adopt = (next: Configuration): boolean => {
    try {
      knowledge = { version: next.version, compiled: compileConfiguration(next) };
    } catch (error) {
      report('CONFIGURATION_MALFORMED', `The configuration cannot be used: ${messageOf(error)}`, error);
      return false;
    }
    const experiments = configuration === null ? [] : changedExperiments(configuration, next);
    configuration = next;
    become('ready');
    if (experiments.length > 0) emit({ type: 'changed', experiments });
    return true;
  };

  return {
    configuration: () => configuration,
    knowledge: () => knowledge,
    status: () => status,
    adopt,
    note: (isUpToDate) => {
      if (isUpToDate) become('ready');
      else become(status === 'loading' || status === 'error' ? 'error' : 'stale');
    },
    isBootstrapped: () => become('ready'),
    emit,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      status = 'closed';
      listeners.clear();
    },
  };
}

/** Keys of experiments that began, ended or are evaluated otherwise than before. */
function changedExperiments(before: Configuration, after: Configuration): readonly string[] {
  const textsOf = ({ experiments }: Configuration) =>
    new Map(experiments.map((experiment) => [experiment.key, JSON.stringify(experiment)]));
  const [old, fresh] = [textsOf(before), textsOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((key) => old.get(key) !== fresh.get(key));
}
