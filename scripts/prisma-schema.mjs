import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..')

export const DIALECTS = ['sqlite', 'postgresql']

const modelsDirectory = join(projectRoot, 'prisma/models')

/** All models, in the order of their files' names, so that the text is the same everywhere. */
const models = () =>
  readdirSync(modelsDirectory)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => readFileSync(join(modelsDirectory, name), 'utf8').trim())
    .join('\n\n')

/** SQLite's own row id is an INTEGER primary key and nothing else; as BIGINT the journal would carry a second B-tree. */
const forDialect = (dialect, text) => (dialect === 'sqlite' ? text.replace(/BigInt(\s+)@id\b/g, 'Int$1@id') : text)

/** The small build of the query compiler: half the memory of each process and half its start; plans are compiled once and kept. */
export const assembleSchema = (dialect) => `// Assembled from prisma/models; edit those.
generator client {
  provider               = "prisma-client"
  output                 = "../../server/store/generated/${dialect}"
  moduleFormat           = "esm"
  runtime                = "nodejs"
  generatedFileExtension = "ts"
  importFileExtension    = ""
  compilerBuild          = "small"
}

datasource db {
  provider = "${dialect}"
}

${forDialect(dialect, models())}
`

export const hashOf = (text) => createHash('sha256').update(text).digest('hex')
