/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // A second build or a test server beside the first needs a folder of its own.
  distDir: process.env.NEXT_DIST_DIR || '.next',
  // Native or self-loading packages, used as they are installed.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    '@prisma/client',
    'better-sqlite3',
    'highs',
    'net-snmp',
    'node-ssh',
    'pg',
    'pino',
    'ssh2',
  ],
  // `npm run verify` checks types, for the whole project.
  typescript: { ignoreBuildErrors: true },
  // The console is reached by address as well as by name while it is developed.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  devIndicators: false,
  images: { unoptimized: true },
  headers: async () => [{ source: '/_next/static/:path*', headers: [{ key: 'x-content-type-options', value: 'nosniff' }] }],
}

export default config
