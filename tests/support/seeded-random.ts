/** The simulator's generator: tests and simulations draw from the same one. */
export { seededUniform } from '../../lib/statistics/seeded-uniform';
