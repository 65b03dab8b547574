/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run typecheck` reads every file, the tests too: a build would do a part of that again, for most of its time.
  typescript: { ignoreBuildErrors: true },
  // Every reader gets the title in the head with the first bytes: streamed later, a page is nameless for a moment.
  htmlLimitedBots: /.*/,
  // These stay plain Node modules: Prisma's query compiler is WebAssembly beside its code, and pg loads parts by name.
  serverExternalPackages: [
    '@prisma/client',
    '@prisma/adapter-pg',
    'pg',
    'pino',
    'prom-client',
    'better-auth',
  ],
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'] },
  // For hosts that run `next start` alone, so that one route answers the whole API.
  rewrites: () => Promise.resolve([{ source: '/health/:probe', destination: '/api/health/:probe' }]),
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
          {
            key: 'Permissions-Policy',
            value: 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
          },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        ],
      },
    ]),
};

export default config;
