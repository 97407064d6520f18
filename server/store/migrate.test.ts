import Database from 'better-sqlite3'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { containing } from '../testing/containing'
import { defaultMigrationsDirectory } from './migrate'
import { migrateSqlite } from './migrate-sqlite'

const root = mkdtempSync(join(tmpdir(), 'ridethrough-migrate-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let migrations = ''
let file = ''
beforeEach(() => {
  const site = mkdtempSync(join(root, 'site-'))
  migrations = join(site, 'migrations')
  file = join(site, 'ridethrough.db')
  cpSync(defaultMigrationsDirectory(), migrations, { recursive: true })
})

const addMigration = (name: string, sql: string): string => {
  const directory = join(migrations, 'sqlite', name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'migration.sql'), sql)
  return directory
}

const tables = (): readonly unknown[] => {
  const database = new Database(file)
  try {
    return database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all()
  } finally {
    database.close()
  }
}

it('applies each migration once, in order', async () => {
  expect((await migrateSqlite(file, migrations)).length).toBeGreaterThan(0)
  expect(await migrateSqlite(file, migrations)).toEqual([])
  addMigration('99990101000000_later', 'CREATE TABLE later (id TEXT)')
  expect(await migrateSqlite(file, migrations)).toEqual(['99990101000000_later'])
  expect(tables()).toContain('later')
})

it('leaves the database as it was when a migration fails', async () => {
  await migrateSqlite(file, migrations)
  const before = tables()
  addMigration('99990101000000_fine', 'CREATE TABLE fine (id TEXT)')
  const wrong = addMigration('99990102000000_wrong', 'CREATE TABLE half (id TEXT); CREATE TABLE half (id TEXT)')
  await expect(migrateSqlite(file, migrations)).rejects.toThrow('already exists')
  expect(tables()).toEqual(before)
  rmSync(wrong, { recursive: true })
  expect(await migrateSqlite(file, migrations)).toEqual(['99990101000000_fine'])
})

it('refuses a database that a newer version wrote', async () => {
  const newer = addMigration('99990101000000_newer', 'CREATE TABLE newer (id TEXT)')
  await migrateSqlite(file, migrations)
  rmSync(newer, { recursive: true })
  await expect(migrateSqlite(file, migrations)).rejects.toMatchObject({
    code: 'schema',
    message: containing('newer version'),
    hint: containing('backup'),
  })
})

it('refuses a migration that was edited after it had been applied', async () => {
  const applied = addMigration('99990101000000_applied', 'CREATE TABLE applied (id TEXT);')
  await migrateSqlite(file, migrations)
  appendFileSync(join(applied, 'migration.sql'), '-- edited')
  await expect(migrateSqlite(file, migrations)).rejects.toMatchObject({
    code: 'schema',
    message: containing('edited'),
  })
})

it('says where it looked when the migrations are not there', async () => {
  await expect(migrateSqlite(file, join(root, 'nowhere'))).rejects.toMatchObject({
    code: 'schema',
    message: containing('nowhere'),
    hint: containing('RIDETHROUGH_ROOT'),
  })
})

it('lets two that start at once both find the database ready', async () => {
  const applied = await Promise.all([migrateSqlite(file, migrations), migrateSqlite(file, migrations)])
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
})
