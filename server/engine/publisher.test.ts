import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { LatestChange } from '../store/store'
import { host, hostId, manager, managerId, vm, vmId } from '../testing/world-samples'
import { Publisher } from './publisher'

const VMS = 1_000
const BEAT = { id: 'engine', version: '1', pid: 1, startedAtMs: 0, beatAtMs: 0 }

/** A publisher, and what its store was given together, in order. `onWrite` happens while it writes. */
const publishing = (onWrite: (writes: number, publisher: Publisher) => void = () => undefined) => {
  const writes: (readonly string[])[] = []
  const store = {
    publish: async (changes: readonly LatestChange[]) => {
      onWrite(writes.length, publisher)
      writes.push(changes.map(({ kind, id }) => `${kind} ${id}`))
    },
    samples: { add: async () => undefined },
  }
  const publisher = new Publisher(store, pino({ level: 'silent' }), () => 0)
  return { publisher, writes }
}

const putInventory = (publisher: Publisher): void => {
  for (let index = 0; index < VMS; index += 1) publisher.put('vm', vmId(`vm${index}`), vm(`vm${index}`, 'h'))
  publisher.put('host', hostId('h'), host('h'))
  publisher.put('manager', managerId(), manager())
}

describe('latest documents on their way to the store', () => {
  it('are written together where they are few', async () => {
    const { publisher, writes } = publishing()
    publisher.put('manager', managerId(), manager())
    publisher.put('engine', 'engine', BEAT)
    await publisher.flush()
    expect(writes).toEqual([['manager m', 'engine engine']])
  })

  it('of a big inventory are written in parts, each of them once, after everything else', async () => {
    const { publisher, writes } = publishing()
    putInventory(publisher)
    publisher.put('engine', 'engine', BEAT)
    await publisher.flush()
    expect(writes.map((keys) => keys.length)).toEqual([1, 400, 400, 202])
    expect(writes[0]).toEqual(['engine engine'])
    expect(new Set(writes.flat()).size).toBe(VMS + 3)
  })

  it('that are told while a big inventory is written do not wait for its end', async () => {
    const { publisher, writes } = publishing((count, own) => {
      if (count === 0) own.put('engine', 'engine', BEAT)
    })
    putInventory(publisher)
    await publisher.flush()
    expect(writes[1]).toEqual(['engine engine'])
  })

  it('R4 a manager, which says when it was read, is written with the last of what was read, also where it was told before', async () => {
    const { publisher, writes } = publishing()
    publisher.put('manager', managerId(), manager())
    putInventory(publisher)
    await publisher.flush()
    expect(writes.at(-1)?.at(-1)).toBe('manager m')
  })

  it('R4 keep their order where the store fails, and newer ones take the place of older ones', async () => {
    const { publisher, writes } = publishing((count, own) => {
      if (count > 0 || failures > 0) return
      failures += 1
      putInventory(own)
      throw new Error('the disk is full')
    })
    let failures = 0
    putInventory(publisher)
    await publisher.flush()
    expect(writes).toEqual([])
    await publisher.flush()
    expect(writes.flat()).toHaveLength(VMS + 2)
    expect(writes.at(-1)?.at(-1)).toBe('manager m')
  })
})
