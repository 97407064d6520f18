import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../domain/access'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { ServiceError } from '../../services/service-error'
import type { LiveEvent } from './live-event'
import { liveEvents } from './live-events'
import { LiveFeed } from './live-feed'

const draft = (kind: string) => ({
  atMs: START_MS,
  kind,
  actor: 'engine',
  channel: 'device' as const,
  object: { kind: 'device' as const, id: 'ups', name: 'ups' },
  message: kind,
})

const alarm = (message: string) => ({ id: 'a', atMs: START_MS, doc: { id: 'a', message } })

describe('the live stream', () => {
  let world: ServiceWorld
  let feed: LiveFeed
  let stops: AbortController[] = []
  let failures: unknown[] = []
  beforeEach(async () => {
    world = await openServiceWorld()
    failures = []
    feed = new LiveFeed(world.store.read, (error) => failures.push(error), 20)
  })
  afterEach(async () => {
    for (const stop of stops) stop.abort()
    stops = []
    await feed.close()
    await world.close()
    expect(failures).toEqual([])
  })

  const write = (count: number, kind = 'power.seen') =>
    world.store.write((tx) => tx.journal.appendMany(Array.from({ length: count }, () => draft(kind))))
  const putAlarm = (message: string) => world.store.write((tx) => tx.latest.put('alarm', [alarm(message)]))

  /** A browser: reads when told, remembers the id it would resume from. */
  const reader = (afterId: number | null = null, roleNow: () => Promise<Role> = () => Promise.resolve('admin')) => {
    const stop = new AbortController()
    stops.push(stop)
    const events = liveEvents({ feed, read: world.store.read, now: Date.now, signal: stop.signal, afterId, roleNow })
    const seen = { journalIds: [] as number[], lastEventId: -1, texts: [] as string[], types: [] as string[] }
    const next = async (): Promise<LiveEvent> => {
      const { value } = await events.next()
      if (value === undefined) throw new Error('the stream ended')
      const [id, event] = value
      seen.lastEventId = Number(id)
      seen.types.push(event.type)
      if (event.type === 'journal') seen.journalIds.push(...event.entries.map((entry) => entry.id))
      if (event.type === 'snapshot' || event.type === 'latest')
        seen.texts.push(
          ...event.rows.flatMap((row) => (row.kind === 'alarm' ? [row.doc === null ? 'gone' : row.doc.message] : [])),
        )
      return event
    }
    const until = async (done: () => boolean) => {
      while (!done()) await next()
    }
    return { seen, next, until, leave: () => stop.abort(), end: () => events.return(undefined) }
  }

  it('starts with everything there is, then tells what changes', async () => {
    await write(3)
    await putAlarm('first')
    const browser = reader()
    expect(await browser.next()).toMatchObject({
      type: 'snapshot',
      journalId: 3,
      rows: [{ kind: 'alarm', doc: { message: 'first' } }],
    })
    await putAlarm('second')
    await write(1)
    await browser.until(() => browser.seen.texts.includes('second') && browser.seen.journalIds.includes(4))
    await world.store.write((tx) => tx.latest.remove('alarm', ['a'], START_MS))
    await browser.until(() => browser.seen.texts.includes('gone'))
    expect(browser.seen.journalIds).toEqual([4])
  })

  it('beats every second while nothing happens', async () => {
    const browser = reader()
    await browser.until(() => browser.seen.types.filter((type) => type === 'beat').length === 2)
    expect(browser.seen.types).toEqual(['snapshot', 'beat', 'beat'])
  })

  it('resumes after any event without skipping or repeating an entry', async () => {
    const seen: number[] = []
    let afterId: number | null = null
    for (let round = 0; round < 6; round += 1) {
      const browser: ReturnType<typeof reader> = reader(afterId)
      await browser.next()
      await write(7)
      // Leaves after a few events, wherever that is: between snapshot and replay, too.
      const target = round % 3
      for (let count = 0; count < target; count += 1) await browser.next()
      await browser.end()
      await write(5)
      seen.push(...browser.seen.journalIds)
      afterId = browser.seen.lastEventId
    }
    const last = reader(afterId)
    const head = (await world.store.read.journal.head()).id
    await last.until(() => last.seen.lastEventId === head)
    seen.push(...last.seen.journalIds)
    expect(head).toBe(72)
    expect(seen).toEqual(Array.from({ length: head }, (_, index) => index + 1))
  })

  it('replays a long absence whole', async () => {
    await write(1_700)
    const browser = reader(3)
    await browser.until(() => browser.seen.lastEventId === 1_700)
    expect(browser.seen.types[0]).toBe('snapshot')
    expect(browser.seen.journalIds).toEqual(Array.from({ length: 1_697 }, (_, index) => index + 4))
  })

  it('gives a reader that lags a new snapshot and the entries it missed', async () => {
    const slow = reader()
    await slow.next()
    const fast = reader()
    await fast.next()
    for (let count = 1; count <= 25; count += 1) {
      await write(1)
      await fast.until(() => fast.seen.lastEventId === count)
    }
    await putAlarm('now')
    await fast.until(() => fast.seen.texts.includes('now'))
    await slow.until(() => slow.seen.lastEventId === 25 && slow.seen.texts.includes('now'))
    expect(slow.seen.types.filter((type) => type === 'snapshot')).toHaveLength(2)
    expect(slow.seen.journalIds).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
  })

  it('keeps entries about people from those who may not audit', async () => {
    const browser = reader(0, () => Promise.resolve('operator'))
    await write(1, 'auth.sign-in-failed')
    await write(1, 'power.seen')
    await browser.until(() => browser.seen.lastEventId === 2)
    expect(browser.seen.journalIds).toEqual([2])
  })

  it('gives nothing to somebody whose session is over', async () => {
    const browser = reader(null, () => Promise.reject(new ServiceError('unauthenticated', 'Your session has ended')))
    await expect(browser.next()).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('reads the store only while somebody listens', async () => {
    const one = reader()
    const other = reader()
    await one.next()
    await other.next()
    expect(feed.listeners).toBe(2)
    await one.end()
    await other.end()
    expect(feed.listeners).toBe(0)
  })

  it('starts anew for a reader that is ahead of the journal', async () => {
    await write(2)
    const browser = reader(99)
    expect(await browser.next()).toMatchObject({ type: 'snapshot', journalId: 2 })
    expect(browser.seen.lastEventId).toBe(2)
  })
})
