import './brand.css';

/** The mark and the name. The mark is a stream that splits into two even branches. */
export function Brand() {
  return (
    <span className="brand">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--brand-ground, #0a6a54)" />
        <path
          d="M5.5 16h5.200c4.600 0 4.200-6.500 9-6.500h1.300M10.700 16c4.600 0 4.200 6.500 9 6.500h1.300"
          fill="none"
          stroke="#fff"
          strokeWidth="2.400"
          strokeLinecap="round"
        />
        <circle cx="24" cy="9.500" r="2.900" fill="#fff" />
        <circle cx="24" cy="22.500" r="2.900" fill="#a4dccd" />
      </svg>
      <span className="brand-name">Fairsplit</span>
    </span>
  );
}
