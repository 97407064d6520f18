import { describe, expect, it } from 'vitest'
import { runWith, vmStep } from '../testing/run-samples'
import { hostIdSchema } from './ids'
import { notBack, type Whereabouts } from './not-back'

const home = hostIdSchema.parse('h1')
const elsewhere = hostIdSchema.parse('h2')
const at = (...told: [string, 'on' | 'off' | 'saved' | 'unknown', typeof home?][]): Whereabouts =>
  new Map(told.map(([name, power, hostId = home]) => [name, { power, hostId }]))
const down = (name: string, patch: Parameters<typeof vmStep>[1] = {}) => vmStep(name, { state: 'done', ...patch })
const up = (name: string, patch: Parameters<typeof vmStep>[1] = {}) =>
  vmStep(name, { seq: 9, direction: 'up', action: 'start', state: 'done', ...patch })

describe('what a run has not given back', () => {
  it('counts what it stopped and nobody started since, also on a host of which nothing is known', () => {
    const run = runWith([down('off'), down('saved', { action: 'save-state' }), down('dark'), down('by-hand'), down('started')])
    const vms = at(['off', 'off'], ['saved', 'saved'], ['dark', 'unknown'], ['by-hand', 'on'], ['started', 'off'])
    expect(notBack({ steps: [...run.steps, up('started')] }, vms).down).toEqual(['off', 'saved', 'dark'])
  })

  it('counts what it moved until it is home, and hosts that it switched off until they are up', () => {
    const moved = down('far', { action: 'migrate', targetHostId: elsewhere })
    const host = vmStep('h1', { object: { kind: 'host', id: home, name: 'h1' }, action: 'shutdown-host', state: 'done' })
    const vms = at(['far', 'on', elsewhere])
    expect(notBack({ steps: [moved, host] }, vms)).toEqual({ down: [], away: ['far'], hostsOff: ['h1'] })
    const steps = [moved, host, up('far', { action: 'migrate-home' }), { ...host, ...up('h1'), object: host.object }]
    expect(notBack({ steps }, vms)).toEqual({ down: [], away: [], hostsOff: [] })
  })

  it('misses no VM that was removed', () => {
    expect(notBack({ steps: [down('removed')] }, at())).toEqual({ down: [], away: [], hostsOff: [] })
  })

  it('counts nothing that failed or was skipped: that never went', () => {
    const steps = [down('failed', { state: 'failed' }), down('skipped', { state: 'skipped' })]
    expect(notBack({ steps }, at(['failed', 'on'], ['skipped', 'on'])).down).toEqual([])
  })
})
