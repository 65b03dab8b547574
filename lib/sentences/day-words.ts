const days = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** A day or an instant in UTC, such as 2026-10-28, as sentences have it: "28 Oct 2026"; what is no date stays as it is. */
export function dayWords(day: string): string {
  const instant = new Date(day);
  return Number.isNaN(instant.getTime()) ? day : days.format(instant);
}
