import { LiveFeed } from '../../server/api/live/live-feed'
import { liveEvents } from '../../server/api/live/live-events'
import { transformer } from '../../server/api/plain-output'
import { openStore } from '../../server/store/open-store'
import { median } from './figure'

/** The web process's part for one browser: reads the store's news, and makes of them the text that would go down its stream. */
const store = await openStore({ dataDirectory: process.argv[2] ?? '', readOnly: true })
const feed = new LiveFeed(store.read, (error) => process.stderr.write(`${String(error)}\n`))
const end = new AbortController()
process.on('disconnect', () => process.exit(0))
let rows = 0
let bytes = 0
let ages: number[] = []
let cpu = process.cpuUsage()
process.on('message', (word) => {
  if (word === 'begin') {
    rows = 0
    bytes = 0
    ages = []
    cpu = process.cpuUsage()
    return
  }
  const { user, system } = process.cpuUsage(cpu)
  ages.sort((left, right) => left - right)
  process.send?.({
    cpuSeconds: (user + system) / 1e6,
    rows,
    bytes,
    medianAgeMs: median(ages),
    p95AgeMs: ages[Math.floor(ages.length * 0.95)] ?? Number.NaN,
  })
})
process.send?.('ready')
for await (const [, event] of liveEvents({
  feed,
  read: store.read,
  now: () => Date.now(),
  signal: end.signal,
  afterId: null,
  roleNow: async () => 'admin',
})) {
  bytes += JSON.stringify(transformer.output.serialize(event)).length
  if (event.type !== 'latest') continue
  rows += event.rows.length
  for (const row of event.rows)
    if (row.kind === 'device' && row.doc !== null && row.doc.answeredAtMs !== null) ages.push(event.nowMs - row.doc.answeredAtMs)
}
