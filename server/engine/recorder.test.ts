import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalDraft } from '../domain/journal'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { Recorder } from './recorder'

const edge = (n: number): JournalDraft => ({
  atMs: START_MS + n,
  kind: 'power.on-battery',
  actor: 'engine',
  channel: 'engine',
  object: { kind: 'device', id: `ups-${n}`, name: `ups-${n}` },
  message: `ups-${n}: on battery`,
  data: {},
})

describe('the recorder', () => {
  let world: ServiceWorld
  let writes: number
  let recorder: Recorder
  let headBefore: number
  const written = () => world.store.read.journal.since(headBefore, 1_000)

  beforeEach(async () => {
    world = await openServiceWorld()
    writes = 0
    headBefore = (await world.store.read.journal.head()).id
    const counting: ServiceWorld['store'] = {
      ...world.store,
      write: (work) => {
        writes += 1
        return world.store.write(work)
      },
    }
    recorder = new Recorder(counting, pino({ level: 'silent' }), () => START_MS)
  })
  afterEach(() => world.close())

  it('K1 writes the edges of a whole site in order and in few writes, one after the other as they are seen', async () => {
    const noted = Array.from({ length: 400 }, (_, n) => edge(n))
    const began = performance.now()
    for (const draft of noted) {
      recorder.note([draft])
      await new Promise((next) => setImmediate(next))
    }
    await recorder.noted()
    expect((await written()).map(({ message }) => message)).toEqual(noted.map(({ message }) => message))
    // The first at once, then one in 50 ms.
    expect(writes).toBeLessThanOrEqual(2 + (performance.now() - began) / 50)
  })

  it('K1 K3 nothing to note keeps nothing from being noted', async () => {
    recorder.note([])
    recorder.note([edge(1)])
    await recorder.noted()
    expect((await written()).map(({ message }) => message)).toEqual([edge(1).message])
  })

  it('K3 keeps what was noted while the store cannot be written, and writes it with the gap marked', async () => {
    let isBroken = true
    const limping: ServiceWorld['store'] = {
      ...world.store,
      write: (work) => (isBroken ? Promise.reject(new Error('no space left on device')) : world.store.write(work)),
    }
    const patient = new Recorder(limping, pino({ level: 'silent' }), () => START_MS)
    patient.note([edge(1)])
    await patient.noted()
    expect(patient.behind).toBe(1)
    isBroken = false
    await patient.drain()
    expect((await written()).map(({ kind }) => kind).slice(-2)).toEqual(['journal.gap-joined', 'power.on-battery'])
  })
})
