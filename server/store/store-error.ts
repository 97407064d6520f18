export type StoreErrorCode =
  | 'disk-full'
  | 'disk-failed'
  | 'read-only'
  | 'busy'
  | 'unreachable'
  | 'conflict'
  | 'corrupt'
  | 'schema'
  | 'key'
  | 'misuse'
  | 'failed'

/** What failed and why (`message`), and what to do (`hint`). */
export class StoreError extends Error {
  override readonly name = 'StoreError'

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

interface Known {
  readonly pattern: RegExp
  readonly code: StoreErrorCode
  readonly message: string
  readonly hint: string
}

const KNOWN: readonly Known[] = [
  {
    pattern: /database or disk is full|SQLITE_FULL|ENOSPC|No space left|could not extend file|\b53100\b/i,
    code: 'disk-full',
    message: 'Nothing was stored: the disk that holds the database is full.',
    hint: 'Free space on that disk; storing goes on by itself.',
  },
  {
    pattern: /readonly database|read-only (transaction|file system)|SQLITE_READONLY|EROFS|\b25006\b/i,
    code: 'read-only',
    message: 'Nothing was stored: the database is read-only.',
    hint: 'Make the data directory writable for this process, or point DATABASE_URL to the primary server.',
  },
  {
    pattern: /unable to open database file|SQLITE_CANTOPEN/i,
    code: 'unreachable',
    message: 'The database file cannot be opened.',
    hint: 'Check that the data directory is there, writable for this process, and on a disk that is mounted for writing.',
  },
  {
    pattern: /disk I\/O error|SQLITE_IOERR|\b58030\b/i,
    code: 'disk-failed',
    message: 'The disk that holds the database failed.',
    hint: "Look into the system's log for errors of that disk; move the data directory to another one.",
  },
  {
    pattern: /append-only/i,
    code: 'misuse',
    message: 'The journal refused to be changed: it is append-only.',
    hint: 'Append an entry that corrects the earlier one.',
  },
  {
    pattern: /malformed|not a database|SQLITE_CORRUPT|SQLITE_NOTADB/i,
    code: 'corrupt',
    message: 'The database file is damaged.',
    hint: 'Stop the product, keep a copy of the file, and restore the last backup.',
  },
  {
    pattern: /unique constraint|UniqueConstraintViolation|\bP2002\b|\b23505\b/i,
    code: 'conflict',
    message: 'Nothing was stored: something with this id or name is there already.',
    hint: 'Choose another name, or reload and look at what is there.',
  },
  {
    pattern: /SocketTimeout|database is locked|SQLITE_BUSY|lock timeout|\b55P03\b|\bP1008\b|\bP2028\b/i,
    code: 'busy',
    message: 'Nothing was stored: the database was kept busy by another process for too long.',
    hint: 'Try again; if it stays so, look for a process that holds the database open, a backup for instance.',
  },
  {
    pattern:
      /ECONNREFUSED|ENOTFOUND|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|DatabaseNotReachable|Can't reach database|Connection terminated|Query read timeout|timeout exceeded when trying to connect|\bP1001\b|\bP1017\b|\b57P0[123]\b/i,
    code: 'unreachable',
    message: 'The database server does not answer.',
    hint: 'Check that PostgreSQL runs and that DATABASE_URL names it.',
  },
]

/** Everything an error says, its causes included. */
const wordsOf = (error: unknown, depth = 0): string => {
  if (depth > 5 || typeof error !== 'object' || error === null) return typeof error === 'string' ? error : ''
  return [...new Set([...Object.getOwnPropertyNames(error), 'message', 'name', 'code'])]
    .filter((name) => name !== 'stack')
    .map((name) => wordsOf(Reflect.get(error, name), depth + 1))
    .join(' ')
}

const isOfDatabase = (error: object): boolean =>
  /Prisma|DriverAdapter|Sqlite/i.test(error.constructor.name) ||
  /^(SQLITE_|P\d{4}$|\d{2}[0-9A-Z]{3}$|E[A-Z]+$)/.test(String(Reflect.get(error, 'code') ?? ''))

/** The database's errors in the product's words; any other error (of the work inside a transaction) stays what it is. */
export const toStoreError = (error: unknown): unknown => {
  if (error instanceof StoreError || typeof error !== 'object' || error === null || !isOfDatabase(error)) return error
  const words = wordsOf(error)
  const known = KNOWN.find(({ pattern }) => pattern.test(words))
  if (known) return new StoreError(known.code, known.message, known.hint, { cause: error })
  return new StoreError(
    'failed',
    'The database refused what was asked of it.',
    'Look into the log for the cause and report it.',
    {
      cause: error,
    },
  )
}

/** The same functions, failing with a `StoreError` where the database failed. */
export const speakingStoreErrors = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, object, args)
        } catch (error) {
          throw toStoreError(error)
        }
      }
    },
  })
