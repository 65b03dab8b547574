import { describe, expect, test } from 'vitest';
import type { MetricsAccess } from '../../../lib/serving/route';
import { startServer } from '../../../lib/serving/start-server';
import { send, startDataPlane } from '../../support/data-plane';
import { cloneDatabaseUrl } from '../../support/database';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const databaseUrl = await cloneDatabaseUrl();
const server = await startDataPlane({ databaseUrl, metricsAccess: 'local' });
const { database, url } = server;
const place = await makeWorkspace(database);
const foreign = await makeWorkspace(database);
await makeRunningExperiment(database, place, { key: 'checkout' });
const key = await makeKey(database, place.environmentId);
const publishable = await makeKey(database, place.environmentId, { kind: 'publishable' });
await server.dataPlane.refresh();

async function scrape(from: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${from}/metrics`, { headers });
  const text = await response.text();
  const valueOf = (line: string) => {
    const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
    return found === undefined ? null : Number(found.slice(line.length + 1));
  };
  return { status: response.status, type: response.headers.get('content-type'), text, valueOf };
}

test('the figures say what was done', async () => {
  const context = { targetingKey: 'u' };
  await send(`${url}/ofrep/v1/evaluate/flags/checkout`, key, { context });
  await send(`${url}/ofrep/v1/evaluate/flags`, key, { context });
  await send(`${url}/ofrep/v1/evaluate/flags/nothing`, key, { context });
  const event = { id: 'e1', unit: 'u', name: 'n' };
  await send(`${url}/api/v1/events`, key, { events: [event, { unit: '' }] });
  await send(`${url}/api/v1/events`, key, { events: [event] });
  const { status, type, text, valueOf } = await scrape(url);
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const flags = '/ofrep/v1/evaluate/flags/';
  expect({
    split: valueOf('fairsplit_evaluations_total{reason="SPLIT"}'),
    ok: valueOf(`fairsplit_requests_total{route="${flags}",method="POST",status="200"}`),
    missing: valueOf(`fairsplit_requests_total{route="${flags}",method="POST",status="404"}`),
    timed: valueOf(`fairsplit_request_duration_seconds_count{route="${flags}"}`),
    all: valueOf(`fairsplit_request_duration_seconds_bucket{le="+Inf",route="${flags}"}`),
    accepted: valueOf('fairsplit_ingested_items_total{kind="events",verdict="accepted"}'),
    duplicate: valueOf('fairsplit_ingested_items_total{kind="events",verdict="duplicate"}'),
    rejected: valueOf('fairsplit_ingested_items_total{kind="events",verdict="rejected"}'),
    up: valueOf('fairsplit_database_up'),
    streams: valueOf('fairsplit_streams'),
    lost: valueOf('fairsplit_lost_exposures_total'),
  }).toEqual({
    split: 2,
    ok: 1,
    missing: 1,
    timed: 2,
    all: 2,
    accepted: 1,
    duplicate: 1,
    rejected: 1,
    up: 1,
    streams: 0,
    lost: 0,
  });
  expect(valueOf(`fairsplit_configuration_version{environment_id="${place.environmentId}"}`)).toBeGreaterThan(
    0,
  );
  expect(valueOf('fairsplit_configuration_age_seconds')).toBeGreaterThanOrEqual(0);
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  expect(text).toContain('fairsplit_buffered_exposures ');
});

describe('who may read them', () => {
  const bearer = (given: string) => ({ authorization: `Bearer ${given}` });
  const callers = {
    'nobody, from here': {},
    'nobody, through a proxy here': { 'x-forwarded-for': '203.0.113.7' },
    'a secret key': bearer(key),
    'a secret key through a proxy': { ...bearer(key), 'x-forwarded-for': '203.0.113.7' },
    'a publishable key': bearer(publishable),
    'an unknown key': bearer('nonsense'),
  };
  const expected: Readonly<Record<MetricsAccess, readonly number[]>> = {
    local: [200, 401, 200, 200, 403, 401],
    key: [401, 401, 200, 200, 403, 401],
    open: [200, 200, 200, 200, 200, 200],
    off: [404, 404, 404, 404, 404, 404],
  };

  test.each(['local', 'key', 'open', 'off', undefined] as const)('%s', async (metricsAccess) => {
    const given = metricsAccess === undefined ? {} : { metricsAccess };
    const { url: from } = await startDataPlane({ databaseUrl, ...given });
    const statuses = [];
    for (const headers of Object.values(callers)) statuses.push((await scrape(from, headers)).status);
    // Nothing said: closed to whoever shows no key, since a proxy on this machine makes everybody local.
    expect(statuses).toEqual(expected[metricsAccess ?? 'key']);
  });

  test("a key sees its own environment's version and no other", async () => {
    const { text } = await scrape(url, bearer(key));
    expect(text).toContain(`environment_id="${place.environmentId}"`);
    expect(text).not.toContain(`environment_id="${foreign.environmentId}"`);
    expect((await scrape(url)).text).toContain(`environment_id="${foreign.environmentId}"`);
  });
});

test('a browser that asks for a page of the same path is passed on, a scraper is answered', async () => {
  const behind = await startServer({
    databaseUrl,
    metricsAccess: 'local',
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    fallback: () => (_request, response) => response.end('the page'),
  });
  try {
    const scraper = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    expect((await scrape(behind.url, { accept: scraper })).text).toContain('fairsplit_database_up');
    expect((await scrape(behind.url)).text).toContain('fairsplit_database_up');
    expect((await scrape(behind.url, { accept: browser })).text).toBe('the page');
    expect((await scrape(behind.url, { rsc: '1' })).text).toBe('the page');
  } finally {
    await behind.close();
  }
});
