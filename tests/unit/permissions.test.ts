import { describe, expect, it } from 'vitest';
import { emptyKey, keyInputOf, scopeChoices } from '../../app/(console)/settings/keys/key-draft';
import { defaultKeyScopes, keyScopes, permissionsOf } from '../../lib/auth/permissions';

describe('the permission table', () => {
  it('lets each role do what the one below may, and more', () => {
    const [viewer, editor, admin, owner] = ['viewer', 'editor', 'admin', 'owner'].map(permissionsOf);
    for (const permission of viewer ?? []) expect(editor?.has(permission)).toBe(true);
    for (const permission of editor ?? []) expect(admin?.has(permission)).toBe(true);
    expect(owner).toEqual(admin);
    expect(viewer?.has('experiments:write')).toBe(false);
    expect(editor?.has('keys:write')).toBe(false);
    expect(admin?.has('members:write')).toBe(true);
    expect([viewer, editor, admin].map((role) => role?.has('data:replay'))).toEqual([false, true, true]);
    expect([viewer, editor, admin].map((role) => role?.has('data:manage'))).toEqual([false, false, true]);
    expect([viewer, editor, admin].map((role) => role?.has('units:export'))).toEqual([false, false, true]);
  });

  it('lets nobody who signs in write evidence: that is what keys are for', () => {
    for (const role of ['viewer', 'editor', 'admin', 'owner']) {
      expect(permissionsOf(role).has('data:write')).toBe(false);
    }
  });

  it('lets the console give a key whatever a key may have, and no more than it chose', () => {
    const offered = scopeChoices.map(({ value }) => value);
    expect(new Set([...defaultKeyScopes, ...offered])).toEqual(new Set(keyScopes));
    expect(keyInputOf({ ...emptyKey, also: ['data:manage'] })).toMatchObject({
      reach: 'environment',
      scopes: [...defaultKeyScopes, 'data:manage'],
    });
    expect(keyInputOf(emptyKey)).toMatchObject({ scopes: defaultKeyScopes });
    const publishable = { kind: 'publishable', reach: 'workspace', also: ['data:manage'] };
    expect(keyInputOf({ ...emptyKey, ...publishable })).toEqual({
      name: '',
      kind: 'publishable',
      environment: 'production',
    });
  });

  it('gives an unknown role nothing, whatever it is called', () => {
    for (const role of ['', 'OWNER', 'root', '__proto__', 'constructor', 'toString']) {
      expect(permissionsOf(role).size).toBe(0);
    }
  });
});
