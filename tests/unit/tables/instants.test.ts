import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../lib/errors';
import { InstantReader, NoInstant, zoneNamed } from '../../../lib/tables/instants';

function read(text: string, zone: string | null = null): string {
  const instant = new InstantReader(zone === null ? null : zoneNamed(zone)).read(text);
  return instant instanceof NoInstant ? instant.detail : new Date(instant).toISOString();
}

describe('times of files', () => {
  it.each([
    ['2026-11-28T10:00:00Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28 10:00:00+00', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28 10:00:00.123456+05:30', '2026-11-28T04:30:00.123Z'],
    ['2026-11-28T10:00:00+0200', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28 10:00:00 UTC', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28 10:00:00 -0800', '2026-11-28T18:00:00.000Z'],
    [' 2026-11-28 10:00Z ', '2026-11-28T10:00:00.000Z'],
    ['1764324000', '2025-11-28T10:00:00.000Z'],
    ['1764324000.25', '2025-11-28T10:00:00.250Z'],
    ['1764324000123', '2025-11-28T10:00:00.123Z'],
    ['1764324000123456', '2025-11-28T10:00:00.123Z'],
    ['946684800', '2000-01-01T00:00:00.000Z'],
  ])('%s needs no zone', (text, instant) => {
    expect(read(text)).toBe(instant);
    expect(read(text, 'Asia/Tokyo')).toBe(instant);
  });

  it.each([
    ['2026-11-28 10:00:00', 'UTC', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:00.5', 'Asia/Kolkata', '2026-11-28T04:30:00.500Z'],
    ['2026-11-28 10:00', 'America/New_York', '2026-11-28T15:00:00.000Z'],
    ['2026-11-28', 'Europe/Berlin', '2026-11-27T23:00:00.000Z'],
    ['20261128', 'Europe/Berlin', '2026-11-27T23:00:00.000Z'],
    ['2026-07-01 00:00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    // Half an hour of summer time.
    ['2026-01-01 00:00:00', 'Australia/Lord_Howe', '2025-12-31T13:00:00.000Z'],
    // The hours beside the changes of 29 March and 25 October.
    ['2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    // No midnight on that day: it begins at one o'clock.
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ])('%s in %s', (text, zone, instant) => {
    expect(read(text, zone)).toBe(instant);
  });

  it('that clocks were set forward over are refused, and of those that were there twice the first is taken and counted', () => {
    expect(read('2026-03-29 02:30:00', 'Europe/Berlin')).toContain('was never there in Europe/Berlin');
    const reader = new InstantReader(zoneNamed('Europe/Berlin'));
    expect(reader.read('2026-10-25 02:30:00')).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(reader.read('2026-10-25 01:59:59')).toBe(Date.parse('2026-10-24T23:59:59Z'));
    expect(reader.read('2026-10-25 03:00:00')).toBe(Date.parse('2026-10-25T02:00:00Z'));
    expect(reader.seenTwice).toBe(1);
  });

  it('without a zone ask for one where none was named', () => {
    for (const text of ['2026-11-28 10:00:00', '2026-11-28', '20261128']) {
      expect(read(text)).toContain('has no zone: name it, such as --time-zone');
    }
  });

  it.each([
    '',
    '28/11/2026',
    '2026-02-30',
    '2026-11-28 25:00:00',
    'yesterday',
    '12',
    '2026-11-28 10:00:00 CET',
  ])('"%s" is none, whatever the zone', (text) => {
    expect(read(text, 'UTC')).toContain('is no time');
  });

  it('are of a zone that there is', () => {
    expect(() => zoneNamed('Mars/Olympus')).toThrow(InvalidInputError);
  });
});
