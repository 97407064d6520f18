/**
 * A process that writes until it is killed: `node --import tsx store-writer.ts <data directory> <key file> <name> <count>`.
 * Prints the id of each journal entry after its write was acknowledged.
 */
import { writeSync } from 'node:fs'
import { openStore } from '../store/open-store'
import { draft } from './store-samples'

const [dataDirectory = '', keyFile = '', name = '', count = '0'] = process.argv.slice(2)
const store = await openStore({ dataDirectory, keyFile, databaseUrl: null })
for (let n = 0; n < Number(count); n += 1) {
  const entry = await store.write(async (tx) => {
    await tx.settings.set(`${name}.${n}`, n)
    return tx.journal.append(draft({ message: `${name} ${n}` }))
  })
  writeSync(1, `${entry.id}\n`)
}
await store.close()
