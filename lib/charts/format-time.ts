const locale = 'en-GB';

/** An instant in the workspace's zone, with the zone named: "23 Nov 2026, 10:03 CET". */
export function formatInstant(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('day')} ${part('month')} ${part('year')}, ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

/** The calendar day of an instant in the workspace's zone: "23 Nov 2026". */
export function formatDay(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(instant);
}

/** A UTC day such as 2026-11-23 as an axis label: "23 Nov". */
export function formatUtcDay(day: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

const minute = 60_000;
const hour = 60 * minute;
const dayLength = 24 * hour;

/** How long ago, in the largest whole unit: "just now", "5 minutes", "3 days". */
export function formatAge(from: Date, now: Date): string {
  const elapsed = Math.max(0, now.getTime() - from.getTime());
  if (elapsed < minute) return 'just now';
  if (elapsed < hour) return counted(Math.floor(elapsed / minute), 'minute');
  if (elapsed < dayLength) return counted(Math.floor(elapsed / hour), 'hour');
  return counted(Math.floor(elapsed / dayLength), 'day');
}

/** "1 day", "2 days". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
