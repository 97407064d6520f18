import { describe, expect, it } from 'vitest'
import { hostIdSchema, powerGroupIdSchema, runIdSchema } from '@/server/domain/ids'
import type { RunPhase, RunWithSteps } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { notBack, unfinished, type Whereabouts } from './not-back'

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

  it('counts nothing that failed or was skipped: that never went', () => {
    const steps = [down('failed', { state: 'failed' }), down('skipped', { state: 'skipped' })]
    expect(notBack({ steps }, at(['failed', 'on'], ['skipped', 'on'])).down).toEqual([])
  })
})

describe('runs that are not finished for people', () => {
  const group = powerGroupIdSchema.parse('row')
  const run = (phase: RunPhase, patch: Partial<RunWithSteps> = {}): RunWithSteps =>
    runWith([down('off')], { phase, powerGroupId: group, ...patch })
  const shown = (runs: readonly RunWithSteps[], vms = at(['off', 'off']), isInNotice = false) =>
    unfinished(runs, () => isInNotice, vms).map(({ phase }) => phase)

  it('R1 stay until everything is back, or a person has ended them', () => {
    expect(shown([run('waiting')])).toEqual(['waiting'])
    expect(shown([run('recovering')])).toEqual(['recovering'])
    expect(shown([run('done')])).toEqual(['done'])
    expect(shown([run('done')], at(['off', 'on']))).toEqual([])
    expect(shown([run('aborted')])).toEqual([])
  })

  it('leave a group that is in trouble to its own line, and a dry run to nobody', () => {
    expect(shown([run('waiting')], undefined, true)).toEqual([])
    expect(shown([run('waiting', { dryRun: true })])).toEqual([])
  })

  it('are told once per group, by the newest', () => {
    const later = run('recovering', { id: runIdSchema.parse('later'), startedAtMs: 5 })
    expect(shown([later, run('done')])).toEqual(['recovering'])
  })
})
