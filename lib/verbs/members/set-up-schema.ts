import { z } from 'zod';

/** Shorter ones fall to guessing; the length is what counts, so there is no rule about digits or signs. */
export const minimumPasswordLength = 10;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What the first run asks for. */
export const setUpSchema = z.strictObject({
  name: z.string('A name is text.').trim().min(1, 'Your name is needed.').max(200, 'At most 200 characters.'),
  email: z
    .string('An e-mail address is text.')
    .trim()
    .toLowerCase()
    .pipe(z.email('This is not an e-mail address.')),
  password: z
    .string('A password is text.')
    .min(minimumPasswordLength, `At least ${minimumPasswordLength} characters.`)
    .max(128, 'At most 128 characters.'),
  workspace: z
    .string('A name is text.')
    .trim()
    .min(1, 'Name your company or product.')
    .max(200, 'At most 200 characters.'),
  timeZone: z.string().refine(isTimeZone, 'This is not a time zone such as Europe/Berlin.').default('UTC'),
});

export type SetUpInput = z.output<typeof setUpSchema>;
