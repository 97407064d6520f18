import { expect, it } from 'vitest'
import { dangersWith } from '../testing/danger-samples'
import { device, feed, group, host, hostId, world } from '../testing/world-samples'
import { hasLastingPower, targetPowerOf, whyNoLastingPower } from './target-power'

const site = world({
  hosts: [host('through-1'), host('through-2'), host('whole')],
  feeds: [feed('ups', 'through-1', 'A', '1'), feed('ups', 'through-2', 'A', '2'), feed('ups', 'whole')],
  groups: [group(['ups'])],
})

it('D4 no VM goes to a host whose outlet is off, though its UPS is on mains', () => {
  const outlets = [
    { id: '1', name: null, state: 'off' },
    { id: '2', name: null, state: 'on' },
  ] as const
  const power = targetPowerOf(site, [device('ups', { outlets })])
  expect(hasLastingPower(power, hostId('through-1'))).toBe(false)
  expect(hasLastingPower(power, hostId('through-2'))).toBe(true)
  expect(hasLastingPower(power, hostId('whole'))).toBe(true)
})

it.each([
  ['overloaded', { flags: ['overload'] as const }],
  ['too hot', { flags: ['overheated'] as const }],
  ['without a sound battery', { flags: ['replace-battery'] as const }],
  ['known for a battery fault', { dangers: dangersWith({ batteryFault: { sinceMs: 0, seenMs: 9 } }) }],
  ['expected to be', { expectedLoad: { watts: 1_180, percent: 118, reason: 'of another' } }],
])('D4 P5 no VM goes to a host whose UPS is %s', (_, given) => {
  expect(hasLastingPower(targetPowerOf(site, [device('ups', given)]), hostId('whole'))).toBe(false)
  const bearable = device('ups', { expectedLoad: { watts: 900, percent: 90, reason: 'of another' } })
  expect(hasLastingPower(targetPowerOf(site, [bearable]), hostId('whole'))).toBe(true)
})

it('D4 P8 no VM goes to a host whose row another run sheds for a danger, and it is said why', () => {
  const why = 'the run of Row A sheds for a danger there (P8)'
  const power = targetPowerOf(site, [device('ups')], new Map([[hostId('whole'), why]]))
  expect(hasLastingPower(power, hostId('whole'))).toBe(false)
  expect(whyNoLastingPower(power, hostId('whole'))).toBe(why)
  expect(hasLastingPower(power, hostId('through-1'))).toBe(true)
  const hot = targetPowerOf(site, [device('ups', { flags: ['overheated'] })])
  expect(whyNoLastingPower(hot, hostId('whole'))).toBe('ups is too hot')
})
