import { z } from 'zod'

const emptyIsAbsent = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema)

const httpUrl = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  message: 'must be a URL that begins with http:// or https://',
})

/** Every environment variable that both processes read, with what it must look like. The supervisor passes them on unchanged. */
const environmentSchema = z.object({
  RIDETHROUGH_DATA_DIR: emptyIsAbsent(z.string().default('data')),
  DATABASE_URL: emptyIsAbsent(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
      .optional(),
  ),
  PORT: emptyIsAbsent(
    z
      .string()
      .regex(/^\d+$/, 'must be a port number')
      .transform(Number)
      .pipe(z.number().min(0, 'must be a port number').max(65_535, 'must be a port number, at most 65535'))
      .default(3000),
  ),
  HOST: emptyIsAbsent(
    z
      .string()
      .regex(/^[\w.:-]+$/, 'must be an address or a host name')
      .default('127.0.0.1'),
  ),
  RIDETHROUGH_KEY_FILE: emptyIsAbsent(z.string().optional()),
  RIDETHROUGH_DEMO_CONTROL: emptyIsAbsent(httpUrl.optional()),
  RIDETHROUGH_PUBLIC_URL: emptyIsAbsent(httpUrl.optional()),
  RIDETHROUGH_TRAP_PORT: emptyIsAbsent(
    z
      .string()
      .regex(/^\d+$/, 'must be a port number, or 0 for none')
      .transform(Number)
      .pipe(z.number().max(65_535, 'must be a port number, at most 65535'))
      .default(162),
  ),
})

export interface Configuration {
  /** Holds the SQLite database and what else belongs to this installation. RIDETHROUGH_DATA_DIR, default `data`. */
  readonly dataDirectory: string
  /** PostgreSQL instead of SQLite. DATABASE_URL; null: SQLite. */
  readonly databaseUrl: string | null
  /** Where the web server listens. PORT, default 3000; HOST, default 127.0.0.1. */
  readonly port: number
  readonly host: string
  /** The key that secrets are sealed with. RIDETHROUGH_KEY_FILE; null: beside the data directory. */
  readonly keyFile: string | null
  /** Where the simulated datacenter takes orders. RIDETHROUGH_DEMO_CONTROL; null: no demo. */
  readonly demoControl: string | null
  /** How browsers reach the console, where a reverse proxy stands before it. RIDETHROUGH_PUBLIC_URL. https here makes cookies Secure. */
  readonly publicUrl: string | null
  /** UDP port on which the engine takes SNMP traps and informs. RIDETHROUGH_TRAP_PORT, default 162; null (0): it takes none. */
  readonly trapPort: number | null
}

/** The message names every variable that is wrong, and never its value: it may hold a password (K5). */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

export const parseConfiguration = (environment: Readonly<Record<string, string | undefined>>): Configuration => {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw new ConfigurationError(`The configuration is not usable: ${[...new Set(problems)].join('; ')}.`)
  }
  const { data } = parsed
  return {
    dataDirectory: data.RIDETHROUGH_DATA_DIR,
    databaseUrl: data.DATABASE_URL ?? null,
    port: data.PORT,
    host: data.HOST,
    keyFile: data.RIDETHROUGH_KEY_FILE ?? null,
    demoControl: data.RIDETHROUGH_DEMO_CONTROL ?? null,
    publicUrl: data.RIDETHROUGH_PUBLIC_URL ?? null,
    trapPort: data.RIDETHROUGH_TRAP_PORT === 0 ? null : data.RIDETHROUGH_TRAP_PORT,
  }
}
