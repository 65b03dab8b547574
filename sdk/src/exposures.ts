import type { Attributes } from '../../lib/assignment/targeting';
import type { Exposure } from './evaluation';
import type { KeptVariants } from './kept-variants';
import { newId } from './new-id';
import type { Outbox } from './outbox';
import { toPlainObject } from './plain-json';
import { createRemembered } from './remembered';

export interface ExposureLogOptions {
  readonly outbox: Outbox;
  readonly kept: KeptVariants;
  readonly maxRemembered: number;
  readonly onExposure: (exposure: Exposure) => void;
}

/** A unit was given a variant that it was randomised into. */
export interface Meeting {
  readonly experiment: string;
  readonly run: number;
  readonly variant: string;
  readonly unit: string;
  readonly attributes: Attributes;
}

export type LogExposure = (meeting: Meeting) => void;

/** Sends each unit's first meeting in a run. Another variant in the same run is sent too: the server has to know of it. */
export function createExposureLog({ outbox, kept, maxRemembered, onExposure }: ExposureLogOptions): LogExposure {
  const logged = createRemembered(maxRemembered);
  return ({ experiment, run, variant, unit, attributes }) => {
    kept.keep(experiment, run, unit, variant);
    const key = `${experiment}\n${run}\n${variant}\n${unit}`;
    if (!logged.add(key)) return;
    const id = newId();
    const occurredAt = new Date().toISOString();
    const item = { id, experiment, variant, unit, occurredAt, attributes: toPlainObject(attributes, 2) };
    if (outbox.add(JSON.stringify(item))) onExposure({ id, experiment, run, variant, unit, occurredAt });
    else logged.forget(key);
  };
}
