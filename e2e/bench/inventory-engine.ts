import { join } from 'node:path'
import { openStore } from '../../server/store/open-store'
import { engineOn } from '../peers/engine-in-process'
import { type Block, watchBlocks } from './longest-block'
import { settledMegabytes } from './settled-memory'

/**
 * The engine on a store that is there already, in a process of its own: `DATA_DIRECTORY KEY_FILE`. "begin" and "measure" as messages:
 * between the two it tells for how long at most nothing else could be done, and what it holds in memory. Ends with its parent.
 */
const [dataDirectory = '', keyFile = ''] = process.argv.slice(2)
const root = join(import.meta.dirname, '../..')
const store = await openStore({ dataDirectory, keyFile, migrationsDirectory: join(root, 'prisma/migrations') })
const engine = engineOn(store)
let ended: () => Block = watchBlocks()

process.on('message', (message) => {
  if (message === 'begin') {
    ended()
    ended = watchBlocks()
    process.send?.('begun')
  } else {
    const block = ended()
    process.send?.({ ...block, megabytes: settledMegabytes() })
  }
})
process.once('disconnect', () => void engine.stop().finally(() => process.exit()))
await engine.start()
process.send?.('ready')
