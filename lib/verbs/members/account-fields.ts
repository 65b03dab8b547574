import { z } from 'zod';

/** Shorter ones fall to guessing; the length is what counts, so there is no rule about digits or signs. */
export const minimumPasswordLength = 10;

export const passwordField = z
  .string('A password is text.')
  .min(minimumPasswordLength, `At least ${minimumPasswordLength} characters.`)
  .max(128, 'At most 128 characters.');

export const personNameField = z
  .string('A name is text.')
  .trim()
  .min(1, 'Your name is needed.')
  .max(200, 'At most 200 characters.')
  .regex(/^[^\0]*$/, 'A name cannot hold the NUL character.');

export const emailField = z
  .string('An e-mail address is text.')
  .trim()
  .toLowerCase()
  .pipe(z.email('This is not an e-mail address.').max(254, 'At most 254 characters.'));

/** What an invited person without an account says. */
export const newAccountSchema = z.strictObject({ name: personNameField, password: passwordField });

/** What whoever has a link for a new password says. */
export const newPasswordSchema = z.strictObject({ password: passwordField });

/** What a person says who sets another password of their own. */
export const ownPasswordSchema = z.strictObject({
  currentPassword: z
    .string('A password is text.')
    .min(1, 'Your present password is needed.')
    .max(128, 'At most 128 characters.'),
  password: passwordField,
});
