const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d{0,6})?)?(?:Z|([+-])(\d\d):(\d\d)))?$/;

/**
 * Epoch milliseconds of an instant: a number of them, or ISO 8601 such as `2026-03-01`, `2026-03-01T09:30Z` or
 * `2026-03-01T09:30:00.5+01:00`. Null for anything else. A time without zone is refused, because it means another instant in
 * every browser; so is a day that the month does not have, which engines read differently.
 */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const match = ISO.exec(value);
  if (match === null) return null;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const isClockTime = hour < 24 && minute < 60 && second < 60 && part(9) < 24 && part(10) < 60;
  // A month or a day that there is not comes out in another month. Four digits below 0100 would be read as years of the last
  // century, hence 400 years later.
  const isDay = new Date(Date.UTC(year + 400, month - 1, day)).getUTCMonth() === month - 1;
  if (!isDay || !isClockTime) return null;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0'));
  const offsetMinutes = (part(9) * 60 + part(10)) * (match[8] === '-' ? -1 : 1);
  const instantMs = Date.UTC(year + 400, month - 1, day, hour, minute - offsetMinutes, second, milliseconds);
  return instantMs - MS_OF_400_YEARS;
}

const MS_OF_400_YEARS = 146_097 * 86_400_000;
