import { describe, expect, it } from 'vitest'
import type { StepAction } from '../domain/run'
import { capabilities, host, hostId, manager, onHost, onVm, stageId, step, vm, world } from '../testing/world-samples'
import { runWith } from '../testing/run-samples'
import { CALLED_OFF_HOLDS_MS, type GateQuestion, keepAliveGate } from './keep-alive-gate'

const KEPT = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
const site = world({
  hosts: [host('a'), host('b')],
  vms: [vm('console', 'a', KEPT), vm('web', 'b'), vm('cvm', 'a', { systemKind: 'nutanix-cvm' })],
})
const own = step(9, { object: onVm('console'), action: 'shutdown', stageId: stageId('last'), state: 'running' })
const ask = (given: Partial<GateQuestion>) => {
  const asked = given.step ?? own
  const run = given.run ?? runWith([asked], { kind: 'outage' })
  return keepAliveGate({
    run,
    step: asked,
    action: 'shutdown',
    sight: { kind: 'vm', vm: null },
    world: site,
    active: [run],
    nowMs: 0,
    ...given,
  }).do
}

describe('D5 the last gate before a call, for what the operation stands on', () => {
  it.each<StepAction>(['shutdown', 'save-state', 'power-off'])('refuses “%s” for maintenance, whatever was planned', (action) =>
    expect(ask({ action, run: runWith([own], { kind: 'maintenance' }) })).toBe('refuse'),
  )

  it.each<StepAction>(['save-state', 'power-off'])(
    'refuses “%s” in an outage, also as the fallback of its last shutdown',
    (action) => expect(ask({ action })).toBe('refuse'),
  )

  it.each<StepAction>(['migrate', 'start', 'migrate-home'])('lets “%s” pass', (action) => expect(ask({ action })).toBe('go'))

  it('lets its guest’s shutdown pass in an outage, also one that was planned before it was recognised', () => {
    expect(ask({})).toBe('go')
    expect(ask({ step: { ...own, stageId: stageId('first') } })).toBe('go')
  })

  it('holds it back while anything else goes down, in this run or another', () => {
    const other = step(1, { object: onVm('web'), action: 'shutdown', state: 'running' })
    expect(ask({ run: runWith([other, own], { kind: 'outage' }) })).toBe('wait')
    const run = runWith([own], { kind: 'outage' })
    const beside = runWith([step(1, { object: onHost('b'), action: 'shutdown-host' })], { kind: 'outage' })
    expect(ask({ run, active: [run, beside] })).toBe('wait')
    expect(ask({ run, active: [run, { ...beside, dryRun: true }] })).toBe('go')
    expect(ask({ run: runWith([{ ...other, state: 'done' }, own], { kind: 'outage' }) })).toBe('go')
  })

  it('A3 does not wait for what waits for its own end, as the host does that it was on before it was moved', () => {
    const itsHost = step(10, { object: onHost('b'), action: 'shutdown-host', after: [own.id] })
    const afterThat = step(11, { object: onVm('web'), action: 'shutdown', after: [itsHost.id] })
    expect(ask({ run: runWith([afterThat, own, itsHost], { kind: 'outage' }) })).toBe('go')
    expect(ask({ run: runWith([{ ...afterThat, after: [] }, own, itsHost], { kind: 'outage' }) })).toBe('wait')
  })

  it('D11 A10 does not wait for what begins nothing: maintenance in an outage, a reboot, a run that is held', () => {
    const run = runWith([own], { kind: 'outage' })
    const call = {
      action: 'migrate',
      startedAtMs: 0,
      intentEntryId: 1,
      task: null,
      outcome: 'open',
      message: null,
      endedAtMs: null,
    } as const
    const other = step(1, { object: onVm('web'), action: 'migrate', state: 'running' })
    const besides = (kind: 'outage' | 'maintenance', steps: readonly (typeof other)[], heldSinceMs: number | null = null) =>
      ask({ run, active: [run, { ...runWith(steps, { kind }), heldSinceMs }] })
    expect(besides('maintenance', [other, { ...other, state: 'pending' }])).toBe('go')
    expect(besides('maintenance', [{ ...other, attempts: [call] }])).toBe('wait')
    const reboot = step(2, {
      object: onHost('b'),
      action: 'reboot-host',
      state: 'running',
      attempts: [{ ...call, action: 'reboot-host' }],
    })
    expect(besides('maintenance', [reboot])).toBe('go')
    expect(besides('outage', [other])).toBe('wait')
    expect(besides('outage', [other], 1_000)).toBe('go')
    expect(besides('outage', [{ ...other, attempts: [call] }], 1_000)).toBe('wait')
  })

  it('A3 D5 waits a minute, and no longer, for a move that is called off: its manager may be silent for good', () => {
    const run = runWith([own], { kind: 'outage' })
    const call = {
      action: 'migrate',
      startedAtMs: 0,
      intentEntryId: 1,
      task: null,
      outcome: 'open',
      message: null,
      endedAtMs: null,
    } as const
    const move = step(1, { object: onVm('web'), action: 'migrate', state: 'running', attempts: [call] })
    const off = { ...move, calledOff: { atMs: 1_000, endsAs: 'failed', why: 'x' } } as const
    const after = (ms: number, moving: typeof move, ...others: readonly (typeof move)[]) => {
      const shedding = { ...run, steps: [...others, own] }
      const maintenance = runWith([moving], { kind: 'maintenance' })
      return ask({ run: shedding, active: [shedding, maintenance], nowMs: 1_000 + ms })
    }
    expect(after(CALLED_OFF_HOLDS_MS, off)).toBe('wait')
    expect(after(CALLED_OFF_HOLDS_MS + 1, off)).toBe('go')
    expect(after(CALLED_OFF_HOLDS_MS + 1, move)).toBe('wait')
    // What ends its VM, or its hosts, is still to come, and is waited for by itself.
    const shutdown = step(2, { object: onVm('web'), action: 'shutdown', state: 'running' })
    expect(after(CALLED_OFF_HOLDS_MS + 1, off, shutdown)).toBe('wait')
  })

  it('does not wait for hosts of its own platform where one of them goes after all others', () => {
    const shutdown = step(3, { object: onHost('b'), action: 'shutdown-host' })
    const run = runWith([shutdown, own], { kind: 'outage' })
    const coordinated = manager({ capabilities: capabilities({ coordinatorGoesLast: true }) })
    expect(ask({ run })).toBe('wait')
    expect(ask({ run, world: world({ ...site, managers: [coordinated] }) })).toBe('go')
  })

  it('does not wait for its own host, which waits for it', () => {
    const ownHost = step(10, { object: onHost('a'), action: 'shutdown-host', after: [own.id] })
    expect(site.vms[0]?.hostId).toBe(hostId('a'))
    expect(ask({ run: runWith([own, ownHost], { kind: 'outage' }) })).toBe('go')
  })

  it('sends no host into maintenance while it is seen on it', () => {
    const enter = step(3, { object: onHost('a'), action: 'enter-maintenance' })
    const sight = { kind: 'host', host: null, runningVmNames: ['console'], downForMs: null } as const
    const asked = {
      step: enter,
      action: 'enter-maintenance',
      run: runWith([enter], { kind: 'maintenance' }),
    } as const
    expect(ask({ ...asked, sight: { ...sight, keptVmNames: ['console'] } })).toBe('wait')
    expect(ask({ ...asked, sight: { ...sight, keptVmNames: [] } })).toBe('go')
  })
})

describe('D6 the last gate before a call, for VMs of the platform', () => {
  it.each<StepAction>(['shutdown', 'save-state', 'power-off'])('refuses “%s”', (action) =>
    expect(ask({ action, step: { ...own, object: onVm('cvm') } })).toBe('refuse'),
  )
})
