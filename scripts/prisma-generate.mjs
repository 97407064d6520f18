/** Writes one client per database from the one data model. Quick when nothing changed; downloads nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { assembleSchema, DIALECTS, hashOf, projectRoot } from './prisma-schema.mjs'

const require = createRequire(import.meta.url)
const prismaPackage = require.resolve('prisma/package.json')
const prismaVersion = JSON.parse(readFileSync(prismaPackage, 'utf8')).version

const generate = (dialect) => {
  const schema = assembleSchema(dialect)
  const output = join(projectRoot, 'server/store/generated', dialect)
  const stamp = join(output, '.stamp')
  const wanted = hashOf(`${prismaVersion}\n${schema}`)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const schemaFile = join(projectRoot, 'prisma/schemas', `${dialect}.prisma`)
  mkdirSync(dirname(schemaFile), { recursive: true })
  writeFileSync(schemaFile, schema)
  rmSync(output, { recursive: true, force: true })
  const run = spawnSync(
    process.execPath,
    [join(dirname(prismaPackage), 'build/index.js'), 'generate', '--schema', schemaFile, '--no-hints'],
    {
      cwd: projectRoot,
      encoding: 'utf8',
      env: {
        ...process.env,
        // Generation needs no schema engine but insists on one, and would download it: any existing file satisfies it.
        PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  )
  if (run.status !== 0) throw new Error(`prisma generate failed for ${dialect}:\n${run.stdout}${run.stderr}`)
  writeFileSync(stamp, wanted)
}

export const generateClients = () => {
  for (const dialect of DIALECTS) generate(dialect)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) generateClients()
