import { compileConfiguration, type CompiledConfiguration } from '../../lib/assignment/compile-configuration';
import type { Configuration } from './configuration';
import type { Core } from './core';
import type { ClientEvent, ClientStatus } from './options';

/** A configuration and what it is compiled to; replaced together, never changed. */
export interface Knowledge {
  readonly configuration: Configuration;
  readonly compiled: CompiledConfiguration;
}

/** What the client knows, how sure it is of that, and who wants to hear of changes. */
export interface State {
  readonly knowledge: () => Knowledge | undefined;
  readonly status: () => ClientStatus;
  /** Takes a configuration over; throws when it is none, and nothing has changed then. */
  readonly adopt: (configuration: unknown) => void;
  readonly become: (status: 'ready' | 'stale' | 'error') => void;
  /** From now on the status is `closed`, whatever comes. */
  readonly close: () => void;
  /** The status is what it was before. */
  readonly open: () => void;
  readonly emit: (type: ClientEvent['type'], experiments?: readonly string[]) => void;
  readonly subscribe: (listener: (event: ClientEvent) => void) => () => void;
}

export function createState({ attempt }: Core): State {
  let knowledge: Knowledge | undefined;
  let status: ClientStatus = 'loading';
  let isClosed = false;
  const listeners = new Set<(event: ClientEvent) => void>();

  const emit: State['emit'] = (type, experiments = []) => {
    for (const listener of listeners) attempt('CALLBACK_FAILED', () => listener({ type, experiments }));
  };

  const become: State['become'] = (next) => {
    if (status === next || isClosed) return;
    status = next;
    emit(next);
  };

  return {
    knowledge: () => knowledge,
    status: () => (isClosed ? 'closed' : status),
    adopt: (given) => {
      // Anything may come out of a network or a storage. Compiling throws where the experiments are no list of objects; a
      // malformed one among them assigns nobody, and is no reason to refuse the others.
      const configuration = given as Configuration;
      if (!Number.isFinite(configuration.version)) throw new Error('no configuration');
      const before = knowledge;
      knowledge = { configuration, compiled: compileConfiguration(configuration) };
      become('ready');
      const changed = before ? changedExperiments(before, knowledge) : [];
      if (changed.length > 0) emit('changed', changed);
    },
    become,
    close: () => (isClosed = true),
    open: () => (isClosed = false),
    emit,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function changedExperiments(before: Knowledge, after: Knowledge): readonly string[] {
  const textOf = ({ compiled }: Knowledge, key: string) =>
    JSON.stringify(compiled.experiments.get(key)?.experiment);
  const keys = new Set([...before.compiled.experiments.keys(), ...after.compiled.experiments.keys()]);
  return [...keys].filter((key) => textOf(before, key) !== textOf(after, key));
}
