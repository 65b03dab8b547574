import { normalIsf, normalSf } from './normal';
import { studentTIsf, studentTSf } from './student-t';

/** Tails below this are not told apart: a statistic beyond it counts as one that lies there, and a bound beyond it as none. */
const SMALLEST_TAIL = 1e-300;

/** The normal statistic with the same upper tail as a Student t above 0; never above it. What is not above 0 stays as it is. */
export function normalOfStudentT(t: number, degreesOfFreedom: number): number {
  if (!(t > 0) || degreesOfFreedom === Infinity) return t;
  return normalIsf(Math.max(studentTSf(t, degreesOfFreedom), SMALLEST_TAIL));
}

/** The Student t with the same upper tail as a normal quantile above 0. */
export function studentTOfNormal(z: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Infinity) return z;
  const tail = normalSf(z);
  return tail > SMALLEST_TAIL ? studentTIsf(tail, degreesOfFreedom) : Infinity;
}
