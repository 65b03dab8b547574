/** The part of jstat 1.9.6 that this room uses; the package ships no types of its own. */
declare module 'jstat' {
  interface JStat {
    readonly normal: { pdf(x: number, mean: number, standardDeviation: number): number };
  }
  const exported: { readonly jStat: JStat };
  export default exported;
}
