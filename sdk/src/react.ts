import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import type { Client } from './client';
import { decideBySnapshot, failure } from './decide';
import { checkKind } from './kind';
import type { DefaultValue, Evaluation, Snapshot, Subject, TrackedEvent, Widened } from './evaluation';

export interface FairsplitProviderProps {
  /**
   * A client that the application has, or what makes one. What makes one is called when the page is there, never while
   * rendering, and the client is closed when the provider goes.
   */
  readonly client: Client | (() => Client);
  /** Who looks at the page. Null or left out while that is not known: until then there are defaults, with TARGETING_KEY_MISSING. */
  readonly subject?: Subject | null | undefined;
  /** What the server evaluated for this subject: rendered on the server and in the page's first line. */
  readonly snapshot?: Snapshot | undefined;
  readonly children?: ReactNode;
}

interface Surroundings {
  readonly client: Client | null;
  readonly subject: Subject;
  readonly snapshot: Snapshot | undefined;
}

/** Stands for a subject that is not known. One object, so that it is no change at each rendering. */
const NOBODY: Subject = { unit: '' };

/** Outside a provider there is nothing to evaluate, and no reason to fail. */
const Surrounding = createContext<Surroundings>({ client: null, subject: NOBODY, snapshot: undefined });

/**
 * Gives its children the client and the subject. Rendering opens nothing and exposes nobody, on a server or in a page: what
 * is rendered first comes from the snapshot, or is the default.
 */
export function FairsplitProvider({
  client: given,
  subject: known,
  snapshot,
  children,
}: FairsplitProviderProps): ReactElement {
  const [made, setMade] = useState<Client | null>(null);
  // Written in place it is another function at each rendering; the first makes the client.
  const make = useRef(typeof given === 'function' ? given : null);
  useEffect(() => {
    const client = make.current?.();
    if (client === undefined) return undefined;
    setMade(client);
    return () => {
      setMade(null);
      void client.close();
    };
  }, []);
  const client = typeof given === 'function' ? made : given;
  const subject = known ?? NOBODY;
  const surroundings = useMemo(() => ({ client, subject, snapshot }), [client, subject, snapshot]);
  return createElement(Surrounding.Provider, { value: surroundings }, children);
}

/**
 * The variant of the provider's subject. It meets the variant when the component is on the page, not when it is rendered. While
 * there is nothing to evaluate, what the snapshot says, or the default with PROVIDER_NOT_READY; so outside a provider.
 */
export function useVariant<Value extends DefaultValue>(
  experiment: string,
  defaultValue: Value,
): Evaluation<Widened<Value>> {
  const { client, subject, snapshot } = useContext(Surrounding);
  const [changes, setChanges] = useState(0);
  useEffect(() => client?.subscribe(() => setChanges((count) => count + 1)), [client]);
  const looked = client?.evaluate(experiment, defaultValue, { ...subject, expose: false });
  const evaluation =
    looked === undefined || looked.errorCode === 'PROVIDER_NOT_READY'
      ? bySnapshot(snapshot, experiment, defaultValue, subject.unit)
      : looked;
  const { variant } = evaluation;
  useEffect(() => {
    const met = client?.evaluate(experiment, defaultValue, subject);
    // Something has come between rendering and this: what was met has to be what is shown.
    if (met !== undefined && met.errorCode === undefined && met.variant !== variant) {
      setChanges((count) => count + 1);
    }
  }, [client, experiment, defaultValue, subject, variant, changes]);
  return evaluation;
}

function bySnapshot<Value extends DefaultValue>(
  snapshot: Snapshot | undefined,
  experiment: string,
  defaultValue: Value,
  unit: string,
): Evaluation<Widened<Value>> {
  const decision =
    (snapshot &&
      decideBySnapshot(snapshot, experiment, defaultValue as Evaluation['value'], unit, undefined)) ??
    failure(defaultValue, 'PROVIDER_NOT_READY');
  return checkKind(decision, defaultValue);
}

/** Records that the provider's subject did something. False: it is not recorded, as outside a provider. */
export function useTrack(): (name: string, event?: Omit<TrackedEvent, 'unit' | 'name'>) => boolean {
  const { client, subject } = useContext(Surrounding);
  return (name, event) => client?.track({ ...event, unit: subject.unit, name }) ?? false;
}
