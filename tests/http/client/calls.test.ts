import { expect, test } from 'vitest';
import { ApiClient } from '../../../lib/client/api-client';
import { startWholeServer } from '../../support/whole-server';
import { createWorkspace } from '../../support/workspace';

const { database, url } = await startWholeServer();
const { secretKey } = await createWorkspace(database);
const client = new ApiClient(url, secretKey);

test('each part of an input arrives, whatever is in it', async () => {
  const made = await client.call('createLayer', { key: 'one', name: 'Ett & två, 50 % "så"' });
  expect(await client.call('getLayer', { key: 'one' })).toEqual(made);
  const { version } = made;
  const renamed = await client.call('updateLayer', { key: 'one', version, changes: { name: 'Tre' } });
  expect(renamed).toMatchObject({ name: 'Tre', version: version + 1 });
  await client.call('createLayer', { key: 'two', name: 'Två' });
  const { layers, next } = await client.call('listLayers', { limit: 1 });
  expect([layers.map(({ key }) => key), next]).toEqual([['one'], 'one']);
  await client.call('deleteLayer', { key: 'two', version: 1 });
  expect(await client.find('getLayer', { key: 'two' })).toBeNull();
});

test('what there is not is null to who asks so', async () => {
  expect(await client.find('getLayer', { key: 'a/../b?c=d#e' })).toBeNull();
  await expect(client.call('getLayer', { key: 'nowhere' })).rejects.toMatchObject({
    name: 'ApiError',
    status: 404,
    code: 'NOT_FOUND',
    message: 'There is no layer "nowhere" here.',
    pointer: null,
  });
});

test('a refusal says what is wrong and where', async () => {
  await expect(client.call('createLayer', { key: 'Not a key', name: '' })).rejects.toMatchObject({
    status: 400,
    code: 'INVALID_INPUT',
    pointer: '/key',
    problems: [{ pointer: '/key' }, { pointer: '/name' }],
  });
  await client.call('createLayer', { key: 'read', name: 'Read' });
  const late = client.call('updateLayer', { key: 'read', version: 7, changes: { name: 'Late' } });
  await expect(late).rejects.toMatchObject({ status: 412, code: 'VERSION_MISMATCH' });
  const stranger = new ApiClient(url, 'fs_sec_unknown').call('listLayers');
  await expect(stranger).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
});
