/** How the experiment stands in one environment. */
export interface EnvironmentFacts {
  /** Key of the environment. */
  readonly environment: string;
  readonly status: 'never' | 'running' | 'shipped' | 'stopped';
  /** Number of the latest run there; null: it never ran there. */
  readonly run: number | null;
  /** Share of the eligible units that takes part in that run. */
  readonly coverage: number;
  /** Whether units still join that run. */
  readonly intakeOpen: boolean;
}

/** What the dialogs need to say what an act will do. */
export interface ExperimentFacts {
  readonly experimentKey: string;
  readonly name: string;
  readonly status: string;
  readonly version: number;
  readonly hasRun: boolean;
  /** With which the next run begins. */
  readonly coverage: number;
  readonly unitType: string;
  readonly variants: readonly { readonly key: string; readonly name: string }[];
  /** The environment that acts are about. */
  readonly here: EnvironmentFacts;
  /** All of the workspace's. */
  readonly environments: readonly EnvironmentFacts[];
}
