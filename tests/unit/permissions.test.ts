import { describe, expect, it } from 'vitest';
import {
  emptyKey,
  keyInputOf,
  originsProblem,
  scopeChoices,
} from '../../app/(console)/settings/keys/_keys/key-draft';
import { permissionRows } from '../../app/(console)/settings/members/_members/permission-words';
import { mayGiveRole } from '../../lib/auth/give-role';
import {
  defaultKeyScopes,
  keyScopes,
  permissions,
  permissionsOf,
  roles,
  rolesWith,
} from '../../lib/auth/permissions';

describe('the permission table', () => {
  it('names the roles that have a permission', () => {
    expect(rolesWith('data:read')).toBe('analyst, experimenter, admin or owner');
    expect(rolesWith('keys:write')).toBe('admin or owner');
    expect(rolesWith('owners:write')).toBe('owner');
    expect(rolesWith('data:write')).toBe('');
  });

  it('lets each role do what the one below may, and more', () => {
    const sets = roles.map(permissionsOf);
    for (const [rank, set] of sets.entries()) {
      const below = sets[rank - 1] ?? new Set();
      for (const permission of below) expect(set.has(permission)).toBe(true);
      expect(set.size).toBeGreaterThan(below.size);
    }
  });

  it.each([
    ['experiments:read', 'viewer'],
    ['profile:write', 'viewer'],
    ['members:read', 'viewer'],
    ['metrics:write', 'analyst'],
    ['results:write', 'analyst'],
    ['data:read', 'analyst'],
    ['experiments:write', 'experimenter'],
    ['data:replay', 'experimenter'],
    ['data:manage', 'admin'],
    ['units:export', 'admin'],
    ['keys:write', 'admin'],
    ['environments:write', 'admin'],
    ['members:write', 'admin'],
    ['passwords:write', 'admin'],
    ['audit:read', 'admin'],
    ['owners:write', 'owner'],
  ] as const)('begins %s with the role %s', (permission, lowest) => {
    expect(roles.filter((role) => permissionsOf(role).has(permission))).toEqual(
      roles.slice(roles.indexOf(lowest)),
    );
  });

  it('lets everybody give the roles up to their own, and a key those of people who change experiments', () => {
    const givable = (held: Parameters<typeof mayGiveRole>[0]) =>
      roles.filter((role) => mayGiveRole(held, role));
    for (const [rank, role] of roles.entries()) {
      expect(givable(permissionsOf(role))).toEqual(roles.slice(0, rank + 1));
    }
    expect(givable(new Set(keyScopes))).toEqual(['viewer', 'analyst', 'experimenter']);
    expect(givable(new Set(permissions))).toEqual(roles);
  });

  it('is shown whole to people, the most common first', () => {
    const shown = permissionRows.map(({ permission }) => permission);
    expect([...shown, 'data:write'].toSorted()).toEqual(permissions.toSorted());
    expect(permissionRows.at(-1)?.allowed).toEqual(new Set(['owner']));
    expect(permissionRows[0]?.allowed).toEqual(new Set(roles));
  });

  it('lets nobody who signs in write evidence: that is what keys are for', () => {
    for (const role of roles) {
      expect(permissionsOf(role).has('data:write')).toBe(false);
    }
  });

  it('lets the console give a key whatever a key may have, and no more than it chose', () => {
    const offered = scopeChoices.map(({ value }) => value);
    expect(new Set([...defaultKeyScopes, ...offered])).toEqual(new Set(keyScopes));
    expect(keyInputOf({ ...emptyKey, also: ['data:manage'] }, 0)).toMatchObject({
      reach: 'environment',
      scopes: [...defaultKeyScopes, 'data:manage'],
    });
    expect(keyInputOf(emptyKey, 0)).toMatchObject({ scopes: defaultKeyScopes });
    const publishable = { kind: 'publishable', reach: 'workspace', also: ['data:manage'] };
    expect(keyInputOf({ ...emptyKey, ...publishable, expiry: '30' }, 0)).toEqual({
      name: '',
      kind: 'publishable',
      environment: 'production',
      allowedOrigins: [],
      expiresAt: '1970-01-31T00:00:00.000Z',
    });
  });

  it('lets the console say the origins of a publishable key, one a line, and shows a refusal at the line', () => {
    const draft = { ...emptyKey, kind: 'publishable', origins: ' https://a.example\n\nb.example/ \n' };
    expect(keyInputOf(draft, 0)).toMatchObject({ allowedOrigins: ['https://a.example', 'b.example/'] });
    const detail = 'An origin looks like https://shop.example.';
    const problems = [{ pointer: '/allowedOrigins/1', detail }];
    expect(originsProblem(draft, problems)).toBe(`\u201cb.example/\u201d: ${detail}`);
    expect(originsProblem(draft, [{ pointer: '/name', detail }])).toBeNull();
    expect(originsProblem(draft, [{ pointer: '/allowedOrigins', detail: 'Too many.' }])).toBe('Too many.');
  });

  it('gives an unknown role nothing, whatever it is called', () => {
    for (const role of ['', 'OWNER', 'root', '__proto__', 'constructor', 'toString']) {
      expect(permissionsOf(role).size).toBe(0);
    }
  });
});
