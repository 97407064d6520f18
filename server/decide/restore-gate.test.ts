import { describe, expect, it } from 'vitest'
import { managerIdSchema, runIdSchema, safeguardIdSchema } from '../domain/ids'
import type { RunWithSteps, Step } from '../domain/run'
import { runWith, vmStep } from '../testing/run-samples'
import { host, hostId } from '../testing/world-samples'
import { restoreGate } from './restore-gate'

const restore: Step = {
  ...vmStep('ha', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:ha'), name: 'HA' },
    action: 'restore',
    direction: 'up',
    startedAtMs: 0,
  }),
  safeguard: {
    managerId: managerIdSchema.parse('m'),
    nativeId: 'ha',
    found: { kind: 'proxmox-ha', armed: true },
    isKept: false,
    hostIds: ['a', 'b', 'c'].map(hostId),
  },
}
const hostStep = (name: string, action: 'power-on-host' | 'shutdown-host', state: Step['state']): Step =>
  vmStep(`${name} ${action}`, {
    object: { kind: 'host', id: hostId(name), name },
    action,
    direction: action === 'power-on-host' ? 'up' : 'down',
    state,
  })
const down = { connection: 'down' } as const
const hosts = [host('a'), host('b', down), host('c')]
const gate = (steps: readonly Step[], given = hosts, others: readonly RunWithSteps[] = [], nowMs = 1_000) => {
  const run = runWith([...steps, restore], { phase: 'recovering' })
  return restoreGate({ step: restore, run, active: [run, ...others], hosts: given, nowMs })
}

describe('the gate of a safeguard that is to be put back', () => {
  it('R8 A9 a host that was up when it was last seen, long ago or by an earlier engine, is waited for', () => {
    const seen = [host('a'), host('b', { stale: true }), host('c')]
    expect(gate([], seen).hostsNotUp).toEqual(['b'])
    expect(gate([], [host('a')]).hostsNotUp).toEqual([])
  })

  it('D5 R8 what is put back before the rest waits for one host that can be told, whatever goes or comes beside it', () => {
    const { safeguard } = restore
    if (safeguard === undefined) throw new Error('no safeguard')
    const early: Step = { ...restore, safeguard: { ...safeguard, early: true } }
    const gateOf = (given: typeof hosts) => {
      const run = runWith([hostStep('a', 'shutdown-host', 'running'), hostStep('b', 'power-on-host', 'pending'), early])
      return restoreGate({ step: early, run, active: [run], hosts: given, nowMs: 1_000 })
    }
    expect(gateOf(hosts)).toEqual({ hostsNotUp: [], goingDown: [] })
    expect(gateOf(hosts.map((one) => ({ ...one, ...down })))).toEqual({ hostsNotUp: ['a', 'b', 'c'], goingDown: [] })
  })

  it('R8 hosts that are on their way up are waited for', () => {
    expect(gate([hostStep('b', 'power-on-host', 'running')]).hostsNotUp).toEqual(['b'])
    expect(gate([hostStep('b', 'power-on-host', 'done')]).hostsNotUp).toEqual(['b'])
    expect(gate([], [host('a'), host('b'), host('c')])).toEqual({ hostsNotUp: [], goingDown: [] })
  })

  it('R1 R8 a host that could not be powered on, or has a technician inside, keeps the others without it no longer', () => {
    for (const state of ['failed', 'skipped', 'cancelled'] as const)
      expect(gate([hostStep('b', 'power-on-host', state)]).hostsNotUp).toEqual([])
    expect(gate([], [host('a'), host('b', { ...down, inMaintenance: true }), host('c')]).hostsNotUp).toEqual([])
  })

  it('R8 whatever is the matter with it, half an hour is enough; but while no host is up there is nothing to guard', () => {
    expect(gate([], hosts, [], 29 * 60_000).hostsNotUp).toEqual(['b'])
    expect(gate([], hosts, [], 30 * 60_000).hostsNotUp).toEqual([])
    const dark = ['a', 'b', 'c'].map((name) => host(name, down))
    expect(gate([hostStep('b', 'power-on-host', 'failed')], dark, [], 86_400_000).hostsNotUp).toEqual(['a', 'b', 'c'])
  })

  it('R8 D10 nothing is armed under hosts that are going down, by this run or another', () => {
    expect(gate([hostStep('a', 'shutdown-host', 'running')]).goingDown).toEqual(['a'])
    const id = runIdSchema.parse('other')
    expect(gate([], hosts, [runWith([hostStep('c', 'shutdown-host', 'pending')], { id })]).goingDown).toEqual(['c'])
    expect(gate([], hosts, [runWith([hostStep('c', 'shutdown-host', 'done')], { id })]).goingDown).toEqual([])
    // The next outage sheds on one of them: it may be next.
    const shed = vmStep('web', { state: 'done', before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] } })
    expect(gate([], hosts, [runWith([shed], { id })]).goingDown).toEqual(['a'])
    expect(gate([], hosts, [runWith([shed], { id, phase: 'recovering' })]).goingDown).toEqual([])
    expect(gate([], hosts, [runWith([shed], { id, dryRun: true })]).goingDown).toEqual([])
  })

  describe('of a whole pool’s autostart', () => {
    const pool: Step = {
      ...restore,
      safeguard: {
        managerId: managerIdSchema.parse('m'),
        nativeId: 'autostart',
        found: { kind: 'autostart', vms: [{ nativeId: 'db', name: 'db', how: {} }] },
        isKept: false,
        hostIds: ['a', 'b'].map(hostId),
      },
    }
    const ofPool = (other: RunWithSteps, minutes: number, step = pool) => {
      const run = runWith([step], { phase: 'recovering' })
      const pooled = [host('a'), host('b', down)]
      return restoreGate({ step, run, active: [run, other], hosts: pooled, nowMs: minutes * 60_000 })
    }
    const id = runIdSchema.parse('other')
    const on = { power: 'on', hostId: hostId('b'), inMaintenance: false, macs: [] } as const
    const shed = vmStep('db', { state: 'done', before: on })

    it('R2 R3 R8 waits for a host that another run has taken down, however long its outage lasts', () => {
      for (const steps of [
        [shed, hostStep('b', 'shutdown-host', 'done')],
        [{ ...hostStep('b', 'shutdown-host', 'done'), before: on }],
      ])
        for (const minutes of [5, 31, 600]) {
          expect(ofPool(runWith(steps, { id, phase: 'shedding' }), minutes).goingDown).toEqual(['b'])
          expect(ofPool(runWith(steps, { id, phase: 'shedding', dryRun: true }), minutes).goingDown).toEqual([])
        }
    })

    it('R2 R3 R8 waits for a host that another run is bringing up', () => {
      const waking = (state: Step['state']) => runWith([shed, hostStep('b', 'power-on-host', state)], { id, phase: 'recovering' })
      expect(ofPool(waking('running'), 31)).toEqual({ hostsNotUp: ['b'], goingDown: [] })
      expect(ofPool(waking('failed'), 31)).toEqual({ hostsNotUp: [], goingDown: [] })
    })

    it('R1 R8 one host’s own, and other safeguards, do not wait so', () => {
      const outage = runWith([shed], { id, phase: 'shedding' })
      expect(ofPool(outage, 31, restore)).toEqual({ hostsNotUp: [], goingDown: [] })
      expect(ofPool(outage, 31)).toEqual({ hostsNotUp: [], goingDown: ['b'] })
    })
  })
})
