import { describe, expect, it } from 'vitest'
import { safeguardIdSchema } from '../../domain/ids'
import type { Step, StepAttempt } from '../../domain/run'
import { vmStep } from '../../testing/run-samples'
import { hostId, manager, managerId, vm, world } from '../../testing/world-samples'
import { goneVms } from './gone-vms'

const attempt: StepAttempt = {
  action: 'restore',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
}
const restore = (attempts: readonly StepAttempt[]): Step => ({
  ...vmStep('x', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:autostart a'), name: 'autostart of a' },
    action: 'restore',
    startedAtMs: 1_000,
    attempts,
  }),
  safeguard: {
    managerId: managerId(),
    nativeId: 'autostart a',
    found: { kind: 'autostart', vms: ['web', 'moved', 'removed'].map((name) => ({ nativeId: name, name, how: {} })) },
    isKept: false,
    hostIds: [hostId('a')],
  },
})
const LATER_MS = 60_000
const none = { removed: [], elsewhere: [] }
const given = world({
  managers: [manager({ contact: 'ok', refreshedAtMs: 5_000 })],
  vms: [
    { ...vm('web', 'a'), nativeId: 'web' },
    { ...vm('moved', 'b'), nativeId: 'moved' },
  ],
})

describe('VMs of a safeguard that are gone', () => {
  it('R8 one that was removed is not waited for; one that moved is tried first, for on some platforms the switch goes with it', () => {
    expect(goneVms(given, restore([]), LATER_MS)).toEqual({ removed: ['removed'], elsewhere: [] })
    expect(goneVms(given, restore([attempt]), LATER_MS)).toEqual({ removed: ['removed'], elsewhere: ['moved'] })
    // What its manager was just told it may not show yet.
    expect(goneVms(given, restore([attempt]), 9_999)).toEqual({ removed: ['removed'], elsewhere: [] })
  })

  it.each([
    { contact: 'ok', refreshedAtMs: null },
    { contact: 'ok', refreshedAtMs: 900 },
    { contact: 'lost', refreshedAtMs: 5_000 },
  ] as const)('R8 A4 none is gone that an old inventory only does not name ($contact, $refreshedAtMs)', (told) => {
    expect(goneVms({ ...given, managers: [manager(told)], vms: [] }, restore([]), LATER_MS)).toEqual(none)
  })

  it.each([
    { outcome: 'refused', message: 'VM is locked (backup)' },
    { outcome: 'failed', message: 'no answer' },
    { outcome: 'unknown', message: null },
    { outcome: 'open', message: null },
  ] as const)('R8 A1 one that moved is not gone after a call that was $outcome ($message)', (last) => {
    expect(goneVms(given, restore([attempt, { ...attempt, ...last }]), LATER_MS)).toEqual({ removed: ['removed'], elsewhere: [] })
  })

  it('R8 safeguards of whole clusters have none', () => {
    const { safeguard, ...step } = restore([attempt])
    expect(goneVms(given, step, LATER_MS)).toEqual(none)
    if (safeguard === undefined) throw new Error('no safeguard')
    const ofCluster = { ...step, safeguard: { ...safeguard, found: { kind: 'proxmox-ha', armed: true } as const } }
    expect(goneVms(given, ofCluster, LATER_MS)).toEqual(none)
  })
})
