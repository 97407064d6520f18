/**
 * Writes the SQL that leads from the committed snapshot of the models to the models as they are now, for both databases:
 * `node scripts/prisma-migrate.mjs <name>`; with `--check` it only tells whether one is missing. No database is needed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { assembleSchema, DIALECTS, projectRoot } from './prisma-schema.mjs'

const require = createRequire(import.meta.url)

const loadEngine = async () => {
  const directory = dirname(require.resolve('@prisma/schema-engine-wasm'))
  const bindings = await import(join(directory, 'schema_engine_bg.js'))
  const { instance } = await WebAssembly.instantiate(readFileSync(join(directory, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings,
  })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings.SchemaEngine
}

/** The engine asks a database for its version even where it only compares two models: these are the answers. */
const offlineAdapter = (dialect) => {
  const ok = (value) => ({ ok: true, value, map: () => ok(value), flatMap: () => ok(value) })
  const connection = {
    provider: dialect === 'postgresql' ? 'postgres' : 'sqlite',
    adapterName: 'offline',
    queryRaw: async () =>
      ok({
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [5, 7, 0],
        rows: [[true, 'PostgreSQL 15.0', 150000]],
      }),
    executeRaw: async () => ok(0),
    executeScript: async () => ok(undefined),
    dispose: async () => ok(undefined),
  }
  return { ...connection, connect: async () => ok(connection), connectToShadowDb: async () => ok(connection) }
}

const differenceIn = async (SchemaEngine, dialect, before, after) => {
  const target = (content) =>
    content === null ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] }
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', after]] }, () => {}, offlineAdapter(dialect))
  const { stdout } = await engine.diff({
    from: target(before),
    to: target(after),
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  const sql = stdout
    // The schema is there, and creating it would need a right of its own.
    .replace(/-- CreateSchema\nCREATE SCHEMA [^;]*;\n+/, '')
    // Ids come from us: a second table that counts them would only cost.
    .replaceAll(' PRIMARY KEY AUTOINCREMENT', ' PRIMARY KEY')
    .trim()
  return sql === '' || sql === '-- This is an empty migration.' ? null : `${sql}\n`
}

const [argument] = process.argv.slice(2)
if (argument === undefined || (argument !== '--check' && !/^[a-z0-9_]+$/.test(argument))) {
  process.stderr.write('say --check, or the name of the migration in small letters, digits and _\n')
  process.exit(2)
}

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const SchemaEngine = await loadEngine()
for (const dialect of DIALECTS) {
  const directory = join(projectRoot, 'prisma/migrations', dialect)
  const snapshot = join(directory, 'snapshot.prisma')
  const before = existsSync(snapshot) ? readFileSync(snapshot, 'utf8') : null
  const after = assembleSchema(dialect)
  const sql = await differenceIn(SchemaEngine, dialect, before, after)
  if (argument === '--check') {
    if (sql === null) continue
    process.stderr.write(
      `prisma/models has changes without a migration for ${dialect}; run: node scripts/prisma-migrate.mjs <name>\n\n${sql}`,
    )
    process.exitCode = 1
  } else {
    mkdirSync(directory, { recursive: true })
    writeFileSync(snapshot, after)
    if (sql === null) continue
    const migration = join(directory, `${stamp}_${argument}`)
    mkdirSync(migration)
    writeFileSync(join(migration, 'migration.sql'), sql)
    process.stdout.write(`${join('prisma/migrations', dialect, `${stamp}_${argument}`)}/migration.sql\n`)
  }
}
