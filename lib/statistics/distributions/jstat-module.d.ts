/** The part of jstat 1.9.6 that this room uses or measures; the package ships no types of its own. */
declare module 'jstat' {
  interface Normal {
    pdf(x: number, mean: number, standardDeviation: number): number;
    cdf(x: number, mean: number, standardDeviation: number): number;
    inv(p: number, mean: number, standardDeviation: number): number;
  }
  interface OfOneShape {
    cdf(x: number, degreesOfFreedom: number): number;
    inv(p: number, degreesOfFreedom: number): number;
  }
  interface JStat {
    readonly normal: Normal;
    readonly chisquare: OfOneShape;
    readonly studentt: OfOneShape;
    readonly beta: { cdf(x: number, a: number, b: number): number };
  }
  const exported: { readonly jStat: JStat };
  export default exported;
}
