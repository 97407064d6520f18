import { afterEach, expect, it } from 'vitest'
import { startOddAgent } from '../../testing/loopback-agents'
import { freePort } from '../../testing/require-peer'
import { HostAsker } from './host-asker'
import { Pace } from './pace'

class CountedPace extends Pace {
  turns = 0
  constructor() {
    super({ now: () => 0, rest: () => Promise.resolve() }, 1_000)
  }
  override turn(): Promise<void> {
    this.turns += 1
    return Promise.resolve()
  }
}

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of undo.splice(0)) await one()
})

it('every datagram takes a turn of the rate, also one that is sent again, and those of further credentials', async () => {
  const port = await freePort()
  let received = 0
  const silent = await startOddAgent('127.0.7.4', port, () => {
    received += 1
    return null
  })
  undo.push(silent.close)
  const pace = new CountedPace()
  const community = (name: string) => ({ kind: 'snmp-community', version: '2c', community: name }) as const
  const asker = new HostAsker(
    {
      ways: { snmp: { port, secrets: [community('one'), community('two')] }, nut: null },
      isWatched: () => false,
      signal: new AbortController().signal,
      tell: () => undefined,
    },
    pace,
  )
  await asker.visit('127.0.7.4')
  asker.close()
  expect(received).toBe(4)
  // The first has that of the visit.
  expect(pace.turns).toBe(3)
})
