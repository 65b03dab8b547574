import { z } from 'zod';

/** Keys travel in URLs, SDK calls and exports, so they hold only what needs no escaping anywhere. */
export const keySchema = z
  .string('A key is text.')
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}$/,
    'A key has 1 to 100 characters: lower-case letters, digits, ".", "_" or "-", and begins with a letter or digit.',
  )
  .meta({
    id: 'Key',
    description: 'Lower-case letters, digits, ".", "_" or "-"; begins with a letter or digit.',
  });

/** A name for people; NUL is refused because Postgres cannot store it. */
export const nameSchema = z
  .string('A name is text.')
  .trim()
  .min(1, 'A name is needed.')
  .max(200, 'A name has at most 200 characters.')
  .regex(/^[^\0]*$/, 'A name cannot hold the NUL character.')
  .meta({ id: 'Name', description: 'A name for people.' });

export function textSchema(maximumCharacters: number) {
  return z
    .string('This is text.')
    .max(maximumCharacters, `At most ${String(maximumCharacters)} characters.`)
    .regex(/^[^\0]*$/, 'Text cannot hold the NUL character.');
}
