/** Decoration: units flow in and part into two even streams. */
export function SplitDrawing() {
  const dots = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  return (
    <svg viewBox="0 0 420 180" width="100%" aria-hidden="true" style={{ display: 'block' }}>
      <g fill="none" strokeLinecap="round" strokeWidth="2">
        <path d="M0 90h110" stroke="#2b6f5f" />
        <path d="M110 90c70 0 60-52 130-52h180" stroke="#48b698" />
        <path d="M110 90c70 0 60 52 130 52h180" stroke="#f2b680" />
      </g>
      {dots.map((dot) => (
        <g key={dot}>
          <circle cx={252 + dot * 20} cy={38} r={4.5} fill="#8fe0c8" opacity={0.3 + dot * 0.08} />
          <circle cx={252 + dot * 20} cy={142} r={4.5} fill="#f9cfa6" opacity={0.3 + dot * 0.08} />
        </g>
      ))}
      {dots.slice(0, 6).map((dot) => (
        <circle key={dot} cx={8 + dot * 18} cy={90} r={4.5} fill="#e6f4ef" opacity={0.35 + dot * 0.1} />
      ))}
      <circle cx={110} cy={90} r={9} fill="#07382e" stroke="#e6f4ef" strokeWidth="2.5" />
    </svg>
  );
}
