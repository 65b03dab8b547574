import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A setting that is missing or cannot be used. The message names the variable and says what it should hold. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const minimumSecretCharacters = 32;

/** An empty variable counts as not set: `DATABASE_URL= npm run demo` means the embedded database. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

function withDefault<Schema extends z.ZodType>(schema: Schema, value: string) {
  return z.preprocess((given) => (given === undefined || given === '' ? value : given), schema);
}

/**
 * The same address, with `sslmode` as every other program of Postgres reads it: `require` encrypts without looking at the
 * certificate, `verify-full` looks. Left to itself, pg takes `require` for `verify-full`.
 */
function withSslModeOfPostgres(url: string): string {
  const changed = new URL(url);
  if (!changed.searchParams.has('sslmode')) return url;
  changed.searchParams.set('uselibpqcompat', 'true');
  return changed.href;
}

const requestsPerSecond = z.coerce.number('must be a number of requests a second').min(0);

const variables = z.object({
  /** Which Postgres to use. Without it, one that came with npm is started under the data directory. */
  DATABASE_URL: optional(
    z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' })
      .transform(withSslModeOfPostgres),
  ),
  PORT: withDefault(
    z.coerce.number('must be a port number').int().min(0).max(65_535, 'must be a port number'),
    '3000',
  ),
  HOST: withDefault(z.string(), '127.0.0.1'),
  FAIRSPLIT_SECRET: optional(
    z.string().min(minimumSecretCharacters, `must have at least ${minimumSecretCharacters} characters`),
  ),
  FAIRSPLIT_DATA_DIRECTORY: withDefault(z.string(), '.data'),
  /** The address at which browsers reach the console, when it is not http://HOST:PORT. */
  FAIRSPLIT_PUBLIC_URL: optional(
    z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }),
  ),
  FAIRSPLIT_JOBS: withDefault(z.enum(['on', 'off'], "must be 'on' or 'off'"), 'on'),
  /** Requests a second that one key may send to one process; 0: without limit. */
  FAIRSPLIT_RATE_LIMIT_PER_KEY: withDefault(requestsPerSecond, '100000'),
  /** Requests a second of one address without a secret key (browsers, and who tries keys); 0: without limit. */
  FAIRSPLIT_RATE_LIMIT_PER_ADDRESS: withDefault(requestsPerSecond, '5000'),
  /** Requests a second that one key may send to the control plane of one process; 0: without limit. */
  FAIRSPLIT_CONTROL_RATE_LIMIT_PER_KEY: withDefault(requestsPerSecond, '50'),
  /** How many proxies in front append the address that they see to X-Forwarded-For. */
  FAIRSPLIT_TRUSTED_PROXIES: withDefault(z.coerce.number('must be a number').int().min(0).max(16), '0'),
  /** How many times as long as usual Postgres, or the computation of a plan, may take before whoever waits is refused. */
  FAIRSPLIT_PATIENCE: withDefault(z.coerce.number('must be a number from 1 to 1000').min(1).max(1000), '1'),
  /** Who may read /metrics: this machine (and whoever a proxy on it lets through) and secret keys, secret keys, everybody, nobody. */
  FAIRSPLIT_METRICS: withDefault(
    z.enum(['local', 'key', 'open', 'off'], "must be 'local', 'key', 'open' or 'off'"),
    'key',
  ),
  /** Most connections at once that are told of configuration changes. */
  FAIRSPLIT_MAX_STREAMS: withDefault(z.coerce.number('must be a number').int().min(0), '5000'),
  /** The largest body of an evaluation; those that bring exposures and events have limits of their own. */
  FAIRSPLIT_MAX_EVALUATION_BYTES: withDefault(
    z.coerce.number('must be a number of bytes').int().min(1_024).max(10_485_760),
    '65536',
  ),
  /** How long a process that is told to end still takes requests while it says "not ready". */
  FAIRSPLIT_DRAIN_SECONDS: withDefault(z.coerce.number('must be a number of seconds').min(0).max(300), '0'),
  /** Where the certificates are that a source's connection may name by `sslrootcert`. */
  FAIRSPLIT_CERTIFICATE_DIRECTORY: optional(z.string()),
  /** Where edge.ts keeps its last good configuration; each process needs a directory of its own. */
  FAIRSPLIT_SNAPSHOT_DIRECTORY: optional(z.string()),
  /** Age in minutes at which a running experiment is analysed anew. */
  FAIRSPLIT_ANALYSIS_MINUTES: withDefault(
    z.coerce.number('must be a number of minutes').min(1, 'must be at least 1 minute'),
    '60',
  ),
  /** The secret key with which programs send to the server that their --url names. */
  FAIRSPLIT_KEY: optional(z.string()),
  NODE_ENV: withDefault(
    z.enum(['development', 'production', 'test'], "must be 'development', 'production' or 'test'"),
    'development',
  ),
  LOG_LEVEL: withDefault(
    z.enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      "must be 'trace', 'debug', 'info', 'warn', 'error', 'fatal' or 'silent'",
    ),
    'info',
  ),
});

export interface Environment {
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly givenSecret: string | undefined;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly publicUrl: string | undefined;
  readonly jobs: 'on' | 'off';
  readonly rateLimitPerKeyPerSecond: number;
  readonly rateLimitPerAddressPerSecond: number;
  readonly controlRateLimitPerKeyPerSecond: number;
  readonly trustedProxies: number;
  /** Factor of every limit that ends a wait for Postgres, or for a plan. */
  readonly patience: number;
  readonly metrics: 'local' | 'key' | 'open' | 'off';
  readonly maxStreams: number;
  readonly maxEvaluationBytes: number;
  readonly drainMs: number;
  /** Absolute. */
  readonly certificateDirectory: string | undefined;
  /** Absolute. */
  readonly snapshotDirectory: string | undefined;
  readonly analysisIntervalMs: number;
  readonly key: string | undefined;
  readonly mode: 'development' | 'production' | 'test';
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

/** Pure, so that tests can say what an environment means without touching the real one. */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = variables.safeParse(source);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(`The environment cannot be used:\n${lines.join('\n')}`);
  }
  const values = parsed.data;
  return Object.freeze({
    databaseUrl: values.DATABASE_URL,
    port: values.PORT,
    host: values.HOST,
    givenSecret: values.FAIRSPLIT_SECRET,
    dataDirectory: path.resolve(values.FAIRSPLIT_DATA_DIRECTORY),
    publicUrl: values.FAIRSPLIT_PUBLIC_URL,
    jobs: values.FAIRSPLIT_JOBS,
    rateLimitPerKeyPerSecond: values.FAIRSPLIT_RATE_LIMIT_PER_KEY,
    rateLimitPerAddressPerSecond: values.FAIRSPLIT_RATE_LIMIT_PER_ADDRESS,
    controlRateLimitPerKeyPerSecond: values.FAIRSPLIT_CONTROL_RATE_LIMIT_PER_KEY,
    trustedProxies: values.FAIRSPLIT_TRUSTED_PROXIES,
    patience: values.FAIRSPLIT_PATIENCE,
    metrics: values.FAIRSPLIT_METRICS,
    maxStreams: values.FAIRSPLIT_MAX_STREAMS,
    maxEvaluationBytes: values.FAIRSPLIT_MAX_EVALUATION_BYTES,
    drainMs: values.FAIRSPLIT_DRAIN_SECONDS * 1000,
    certificateDirectory: resolved(values.FAIRSPLIT_CERTIFICATE_DIRECTORY),
    snapshotDirectory: resolved(values.FAIRSPLIT_SNAPSHOT_DIRECTORY),
    analysisIntervalMs: values.FAIRSPLIT_ANALYSIS_MINUTES * 60_000,
    key: values.FAIRSPLIT_KEY,
    mode: values.NODE_ENV,
    logLevel: values.LOG_LEVEL,
  });
}

function resolved(directory: string | undefined): string | undefined {
  return directory === undefined ? undefined : path.resolve(directory);
}

let parsedEnvironment: Environment | undefined;

/** The settings of this process. The only place that reads process.env; read once, when first asked for. */
export function env(): Environment {
  parsedEnvironment ??= parseEnvironment(process.env);
  return parsedEnvironment;
}

/**
 * The secret that signs sessions. In production it must be given: a made-up one would end every session on each new
 * machine, and a built-in one would let anybody in. Elsewhere it is made once and kept beside the data.
 */
export function secret(environment: Environment = env()): string {
  if (environment.givenSecret !== undefined) return environment.givenSecret;
  if (environment.mode === 'production') {
    throw new EnvironmentError(
      `FAIRSPLIT_SECRET: required in production, at least ${minimumSecretCharacters} characters ` +
        '(for example the output of: openssl rand -hex 32)',
    );
  }
  return keptSecret(environment.dataDirectory);
}

/**
 * The settings, for a program that begins: one that cannot be used ends it with a sentence on standard error and status 1,
 * before anything is opened. `signsIn`: whether it uses the secret, as everything does but a data plane alone.
 */
export function settingsOrExit({ signsIn }: { readonly signsIn: boolean }): Environment {
  try {
    const settings = env();
    if (signsIn) secret(settings);
    return settings;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** The secret kept in the data directory, made on first use. */
export function keptSecret(dataDirectory: string): string {
  const file = path.join(dataDirectory, 'secret');
  mkdirSync(dataDirectory, { recursive: true });
  try {
    // 'wx' fails when the file exists, so two processes that start together agree on one secret.
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const kept = readFileSync(file, 'utf8').trim();
  if (kept.length < minimumSecretCharacters) {
    throw new EnvironmentError(`${file} does not hold a secret; delete it to have a new one made`);
  }
  return kept;
}

/** What a child process inherits, with additions: programs we start need PATH and the like. */
export function childEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...additions };
}
