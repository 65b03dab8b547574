import type { AuditEntryView } from '@/lib/verbs/audit/audit-entry';

/** What somebody did, before the name of what they did it to. An action without words is shown as it is stored. */
const words: Readonly<Record<string, string>> = {
  'access.refuse': 'was refused',
  'analysis.run': 'analysed',
  'audience.create': 'made the audience',
  'audience.delete': 'deleted the audience',
  'audience.update': 'changed the audience',
  'environment.archive': 'archived the environment',
  'environment.create': 'made the environment',
  'environment.unarchive': 'took out of the archive the environment',
  'environment.update': 'changed the environment',
  'experiment.archive': 'archived the experiment',
  'experiment.close-intake': 'closed the intake of',
  'experiment.create': 'made the experiment',
  'experiment.delete': 'deleted the experiment',
  'experiment.extend-plan': 'extended the plan of',
  'experiment.ramp': 'ramped',
  'experiment.record': 'recorded a run of',
  'experiment.ship': 'shipped',
  'experiment.start': 'started',
  'experiment.stop': 'stopped',
  'experiment.unarchive': 'took out of the archive',
  'experiment.update': 'changed the experiment',
  'experiment.waive-sample-ratio': 'waived the sample ratio of',
  'holdout.create': 'made the holdout',
  'holdout.release': 'released the holdout',
  'holdout.update': 'changed the holdout',
  'identity-provider.allow-passwords': 'allowed passwords again for',
  'identity-provider.refuse': 'did not get in by',
  'identity-provider.remove': 'took away',
  'identity-provider.set': 'said how members sign in by',
  'ingestion.settings': 'changed the ingestion of',
  'invitation.create': 'invited',
  'invitation.revoke': 'revoked the invitation of',
  'key.create': 'made the key',
  'key.end-rotation': 'ended the rotation of the key',
  'key.revoke': 'revoked the key',
  'key.rotate': 'rotated the key',
  'key.update': 'changed the key',
  'layer.create': 'made the layer',
  'layer.delete': 'deleted the layer',
  'layer.update': 'changed the layer',
  'links.undo': 'undid links in',
  'member.change-password': 'set a new password',
  'member.end-session': 'ended sessions of their own',
  'member.join': 'joined',
  'member.link': 'signed in by the identity provider for the first time',
  'member.remove': 'removed the member',
  'member.rename': 'took another name',
  'member.reset-link': 'made a link for a new password of',
  'member.reset-password': 'set a new password by a link',
  'member.role': 'gave another role to',
  'member.session-expiry': 'came back after a session had expired',
  'member.sign-in': 'signed in',
  'member.sign-in-failure': 'failed to sign in as',
  'member.sign-out': 'signed out',
  'metric.archive': 'archived the metric',
  'metric.create': 'made the metric',
  'metric.update': 'changed the metric',
  'metric-group.create': 'made the metric group',
  'metric-group.delete': 'deleted the metric group',
  'metric-group.update': 'changed the metric group',
  'rejected.replay': 'sent rejected items again in',
  'retention.apply': 'dropped what is older than is kept',
  'source.archive': 'archived the source',
  'source.create': 'connected the source',
  'source.update': 'changed the source',
  'unit.erase': 'erased a unit',
  'unit.export': 'exported what is stored of a unit',
  'units.export': 'exported rows of units of',
  'workspace.set-up': 'set the workspace up',
};

/** Whose object says nothing that the words do not. */
const aloneActions = new Set(['retention.apply', 'unit.erase', 'unit.export', 'workspace.set-up']);

export interface EntryWords {
  readonly who: string;
  readonly did: string;
  /** Null: the words say it all. */
  readonly what: string | null;
}

export function hasWords(action: string): boolean {
  return Object.hasOwn(words, action);
}

/** The action as a choice of a filter. */
export function actionLabel(action: string): string {
  return hasWords(action) ? `${words[action] ?? action} (${action})` : action;
}

/** Who did what to what. */
export function entryWords(
  entry: Pick<AuditEntryView, 'actor' | 'actorName' | 'action' | 'subject' | 'subjectName'>,
): EntryWords {
  const { actor, actorName, action, subject, subjectName } = entry;
  const isOwn = actor === subject;
  const key = subject.slice(subject.indexOf(':') + 1);
  return {
    who: actorLabel(actor, actorName),
    did: hasWords(action) ? (words[action] ?? action) : action,
    what: isOwn || aloneActions.has(action) ? null : (subjectName ?? key),
  };
}

/** A key is called one, as its name may be a person's. */
export function actorLabel(actor: string, name: string | null): string {
  if (name === null) return actor;
  return actor.startsWith('key:') ? `The key ${name}` : name;
}
