import { z } from 'zod';
import { emailField, passwordField, personNameField } from './account-fields';

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
  name: personNameField,
  email: emailField,
  password: passwordField,
  workspace: z
    .string('A name is text.')
    .trim()
    .min(1, 'Name your company or product.')
    .max(200, 'At most 200 characters.'),
  timeZone: z.string().refine(isTimeZone, 'This is not a time zone such as Europe/Berlin.').default('UTC'),
});
