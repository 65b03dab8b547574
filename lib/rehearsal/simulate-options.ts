import type { ServerAddress } from '../client/api-client';

interface Everywhere {
  readonly json: boolean;
  /** Null: a server is started for the simulation. */
  readonly server: ServerAddress | null;
}

/** A scenario, sent and analysed. */
export interface ScenarioOptions extends Everywhere {
  readonly mode: 'scenario';
  readonly file: string;
  /** Null: the scenario's own. */
  readonly seed: number | null;
  readonly experiment: string | null;
  /** On a server whose clock cannot be moved: how long a simulated day is. */
  readonly secondsPerDay: number;
}

/** Past data of the user's own metrics, re-randomised. */
export interface CalibrationOptions extends Everywhere {
  readonly mode: 'calibration';
  readonly metrics: readonly string[];
  readonly days: number;
  readonly rounds: number;
  readonly environment: string;
}

export type SimulateOptions = ScenarioOptions | CalibrationOptions;
