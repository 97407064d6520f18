import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openStore } from '../../server/store/open-store'
import { engineOn } from '../peers/engine-in-process'
import { settledMegabytes } from './settled-memory'

/**
 * The engine on a store that is there already, in a process of its own: `DATA_DIRECTORY KEY_FILE`. "begin" and "measure" as messages:
 * between the two it tells for how long at most nothing else could be done, and what it holds in memory. Ends with its parent.
 */
const [dataDirectory = '', keyFile = ''] = process.argv.slice(2)
const store = await openStore({ dataDirectory, keyFile })
const engine = engineOn(store)
const delay = monitorEventLoopDelay({ resolution: 1 })

process.on('message', (message) => {
  if (message === 'begin') {
    delay.reset()
    delay.enable()
    process.send?.('begun')
  } else {
    delay.disable()
    process.send?.({ blockedMs: delay.max / 1e6, megabytes: settledMegabytes() })
  }
})
process.once('disconnect', () => void engine.stop().finally(() => process.exit()))
await engine.start()
process.send?.('ready')
