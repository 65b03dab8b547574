// Evaluation alone, without a client: for edge functions that get the configuration by other means, and for analysts who
// compute buckets again. Every export is a function of its arguments.
export type { Assignment, Moment } from '../../lib/assignment/assignment';
export { compileConfiguration, type CompiledConfiguration } from '../../lib/assignment/compile-configuration';
export type {
  AssignableConfiguration,
  AssignableExperiment,
  JsonValue,
} from '../../lib/assignment/configuration';
export { explain as explainAssignment, type Explanation } from '../../lib/assignment/explain';
