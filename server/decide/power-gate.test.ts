import { expect, it } from 'vitest'
import { device, feed, host, hostId, world } from '../testing/world-samples'
import { whyNoMains } from './power-gate'

const site = world({ hosts: [host('b')], feeds: [feed('ups', 'b')] })
const asked = (action: 'start' | 'migrate', ...told: Parameters<typeof device>[1][]) =>
  whyNoMains({ kind: 'maintenance', hostId: hostId('b') }, { targetHostId: hostId('b') }, action, site, () =>
    told.map((each) => device('ups', each)),
  )

it('P2 D4 a VM that waits to be started is not kept off for a card that fell silent on mains; nothing is moved there meanwhile', () => {
  const silent = { contact: 'lost', supply: 'mains' } as const
  expect(asked('start', silent)).toBeNull()
  expect(asked('migrate', silent)).toContain('b is not seen on live mains')
})

it('P2 D4 one that was on battery when it fell silent still is: nothing starts there', () => {
  expect(asked('start', { contact: 'lost', supply: 'battery' })).toContain('b is not seen on live mains')
})

it('D4 P2 what a person vouches for is brought there while the card is silent, and not any more once it tells of no mains', () => {
  const vouched = (...told: readonly Parameters<typeof device>[1][]) =>
    whyNoMains(
      { kind: 'maintenance', hostId: hostId('b'), vouchedMains: true },
      { targetHostId: hostId('b') },
      'migrate-home',
      site,
      () => told.map((each) => device('ups', each)),
    )
  expect(vouched({ contact: 'lost', supply: 'mains' })).toBeNull()
  // It has not answered since the engine was started.
  expect(vouched({ contact: 'lost', supply: 'unknown' })).toBeNull()
  expect(vouched({ contact: 'lost', supply: 'battery' })).toContain('b is not seen on live mains')
  expect(vouched({ contact: 'ok', supply: 'battery' })).toContain('b is not seen on live mains')
})
