import type { ProviderProblem } from '@/lib/console/provider-sign-in';

const askOwner = 'Ask an owner of the workspace; the audit trail has the reason.';

/** Why nobody got in by an identity provider, and what to do. */
const sentences: Readonly<Record<ProviderProblem, string>> = {
  unreachable: 'Your identity provider does not answer. Try again in a few minutes.',
  answer: `Your identity provider gave an answer that cannot be used. ${askOwner}`,
  document: `The identity provider is not set up correctly here. ${askOwner}`,
  address: `The identity provider is not set up correctly here. ${askOwner}`,
  client: `The identity provider does not accept Fairsplit: its client ID or secret is wrong here. ${askOwner}`,
  'redirect-uri': `The identity provider is not set up correctly for Fairsplit. ${askOwner}`,
  code: 'This sign-in was used before, or took too long. Begin again.',
  state: 'This sign-in was not begun in this browser, or took too long. Begin again.',
  denied:
    'Your identity provider did not let you in, or you stopped there. Begin again, or ask whoever runs it.',
  token: `What the identity provider says of you could not be verified, so nobody was let in. ${askOwner}`,
  'no-email': 'Your identity provider gives no e-mail address for you. Ask whoever runs it.',
  'unverified-email':
    'Your identity provider has not verified your e-mail address. Verify it there, and begin again.',
  'foreign-domain': `Your e-mail address is of a domain that is not let in here. ${askOwner}`,
  'not-invited':
    'You are no member of this workspace any more, or never were one. Ask an owner or admin for an invitation, then sign in again.',
  'in-another-workspace':
    'You are a member of another workspace too, so one workspace’s identity provider cannot sign you in. Sign in with your password.',
  'another-person':
    'This e-mail address belongs to another person’s account here. An admin can remove that member and invite the address again.',
  'settings-changed': 'How members sign in was changed just now. Begin again.',
  unknown: 'There is no such identity provider here. Choose one below.',
  'too-many': 'Too many attempts from your network. Wait half a minute and begin again.',
  'other-address':
    'The console is open at another address than the identity provider sends people back to. Open it at its public address, and begin again.',
  failed: `The sign-in did not work. Begin again; if it fails again, ask an owner of the workspace.`,
};

function isProblem(code: string): code is ProviderProblem {
  return Object.hasOwn(sentences, code);
}

/** The sentence of a code that stood in the page's address; null: there was none. */
export function providerProblemSentence(code: string | null): string | null {
  if (code === null) return null;
  return sentences[isProblem(code) ? code : 'failed'];
}
