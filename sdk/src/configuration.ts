import type { AssignableConfiguration } from '../../lib/assignment/configuration';

/** What `GET /api/v1/configuration` answers: everything that evaluation in one environment depends on. */
export interface Configuration extends AssignableConfiguration {
  /** Key of the environment. */
  readonly environment: string;
  /** Raised by each change. */
  readonly version: number;
}
