import { expect, it } from 'vitest'
import { device, feed, group, host, hostId, world } from '../testing/world-samples'
import { hasLastingPower, targetPowerOf } from './target-power'

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
  ['expected to be', { expectedLoad: { watts: 1_180, percent: 118, reason: 'of another' } }],
])('D4 P5 no VM goes to a host whose UPS is %s', (_, given) => {
  expect(hasLastingPower(targetPowerOf(site, [device('ups', given)]), hostId('whole'))).toBe(false)
  const bearable = device('ups', { expectedLoad: { watts: 900, percent: 90, reason: 'of another' } })
  expect(hasLastingPower(targetPowerOf(site, [bearable]), hostId('whole'))).toBe(true)
})
