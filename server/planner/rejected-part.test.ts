import { describe, expect, it } from 'vitest'
import type { Step } from '../domain/run'
import { host, hostId, onVm, plan, RUN_ID, step, stepIds, vm, world } from '../testing/world-samples'
import { priorDurations } from './durations'
import { previewEvacuation, previewReturn } from './evacuation'
import { planMaintenanceExit, planRecovery } from './recovery-steps'
import type { RejectedPart } from './rejected-part'

const MIB = 40_960

describe('a preview with a placement that its checker does not accept', () => {
  // Its manager lists a host twice, on which there is room for one of two VMs.
  const twice = world({
    hosts: [host('a'), host('b'), host('b')],
    vms: [vm('web', 'a', { memoryMiB: MIB }), vm('db', 'a', { memoryMiB: MIB })],
  })

  it('D4 says so and hands it back; each VM is placed by itself', () => {
    const rejected: RejectedPart[] = []
    const onRejected = (part: RejectedPart) => rejected.push(part)
    const preview = previewEvacuation({ world: twice, hostId: hostId('a'), choices: [], onRejected })
    expect(rejected.map(({ kind, violations }) => [kind, violations.map(({ rule }) => rule)])).toEqual([
      ['placement', ['memory', 'memory']],
    ])
    expect(preview.notes).toContainEqual(expect.stringContaining('the independent checker does not accept it: memory'))
    expect(preview.items.map(({ action }) => action)).toEqual(['blocked', 'migrate'])
  })
})

describe('moves home in an order that its checker does not accept', () => {
  const away = (name: string, home: string, at: string, seq: number): Step =>
    step(seq, {
      ...{ object: onVm(name), action: 'migrate', targetHostId: hostId(at), state: 'done' },
      before: { power: 'on', hostId: hostId(home), inMaintenance: false, macs: [] },
    })
  const entered = step(3, {
    ...{ object: { kind: 'host', id: hostId('a'), name: 'a' }, action: 'enter-maintenance', state: 'done' },
    before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] },
  })
  const steps = [away('web', 'a', 'b', 1), away('old', 'b', 'c', 2), entered]
  const site = world({
    hosts: [host('a', { inMaintenance: true }), host('b'), host('c')],
    vms: [vm('web', 'b', { memoryMiB: MIB }), vm('old', 'c', { memoryMiB: MIB })],
  })
  /** `webSeconds`: how long the move takes that leaves room for the other. After 1e20 s, a second more is no later. */
  const lasting = (webSeconds: number) => ({
    ...priorDurations,
    vm: (_action: unknown, { name }: { readonly name: string }) => {
      const seconds = name === 'web' ? webSeconds : 1
      return { p50Seconds: seconds, p95Seconds: seconds }
    },
  })
  const source = { runId: RUN_ID, nextSeq: 10, makeId: stepIds('up') }
  const exit = (webSeconds: number) =>
    planMaintenanceExit({
      ...{ ...source, hostId: hostId('a'), world: site, steps, bringBack: true, durations: lasting(webSeconds) },
    })

  it('D4 is handed back by who plans the end of a maintenance, and nobody moves', () => {
    const planned = exit(1e20)
    expect(planned.rejected?.map(({ kind, violations }) => [kind, violations[0]?.rule])).toContainEqual(['sequence', 'time'])
    expect(planned.steps.map(({ action }) => action)).toEqual(['exit-maintenance'])
    const sound = exit(10)
    expect(sound.rejected).toBeUndefined()
    expect(sound.steps.map(({ action }) => action)).toEqual(['exit-maintenance', 'migrate-home', 'migrate-home'])
  })

  it('D4 is handed back by who plans the way back from an outage', () => {
    const up = { ...site, hosts: site.hosts.map((each) => ({ ...each, inMaintenance: false })) }
    const content = plan({ stages: [] })
    const planned = planRecovery({ ...source, content, world: up, steps: steps.slice(0, 2), durations: lasting(1e20) })
    expect(planned.rejected?.map(({ kind, violations }) => [kind, violations[0]?.rule])).toContainEqual(['sequence', 'time'])
    expect(planned.steps).toEqual([])
  })

  it('is told in the preview of the way home', () => {
    const question = { world: site, hostId: hostId('a'), steps }
    const { notes, items } = previewReturn({ ...question, durations: lasting(1e20) })
    expect(notes).toEqual([expect.stringMatching(/^no VM moves home, .*: time$/)])
    expect(items.map(({ action }) => action)).toEqual(['none', 'none'])
    expect(previewReturn({ ...question, durations: lasting(10) }).notes).toBeUndefined()
  })
})
