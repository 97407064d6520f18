import { describe, expect, it } from 'vitest'
import type { StepAction } from '../domain/run'
import { hostId, onHost, onVm, plan, stageId, step, vm, vmId, world } from '../testing/world-samples'
import { runWith } from '../testing/run-samples'
import { type GateQuestion, keepAliveGate } from './keep-alive-gate'

const KEPT = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
const site = world({ vms: [vm('console', 'a', KEPT), vm('web', 'b'), vm('cvm', 'a', { systemKind: 'nutanix-cvm' })] })
const triggers = [{ kind: 'low-battery' as const }]
const contentWith = (hosts: 'shutdown' | 'keep', lastAction = 'shutdown') =>
  plan({
    stages: [
      { id: stageId('first'), name: 'First', triggers, placements: [] },
      {
        id: stageId('last'),
        name: 'Last',
        triggers,
        placements: [{ vmId: vmId('console'), vmName: 'console', action: lastAction }],
      },
    ],
    hosts: { action: hosts, triggers, limitSeconds: 600 },
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
    content: contentWith('keep'),
    ...given,
  }).do
}

describe('D5 the last gate before a call, for what the operation stands on', () => {
  it.each<StepAction>(['shutdown', 'save-state', 'power-off'])('refuses “%s” for maintenance, whatever was planned', (action) =>
    expect(ask({ action, run: runWith([own], { kind: 'maintenance' }), content: null })).toBe('refuse'),
  )

  it.each<StepAction>(['save-state', 'power-off'])(
    'refuses “%s” in an outage, also as the fallback of its last shutdown',
    (action) => expect(ask({ action })).toBe('refuse'),
  )

  it.each<StepAction>(['migrate', 'start', 'migrate-home'])('lets “%s” pass', (action) =>
    expect(ask({ action, content: null })).toBe('go'),
  )

  it('lets the shutdown pass that the plan puts last', () => expect(ask({})).toBe('go'))

  it('refuses a shutdown that was planned before it was recognised', () => {
    expect(ask({ step: { ...own, stageId: stageId('first') } })).toBe('refuse')
    expect(ask({ content: contentWith('keep', 'migrate') })).toBe('refuse')
    // With hosts that go, it goes with them.
    expect(ask({ content: contentWith('shutdown') })).toBe('refuse')
    expect(ask({ content: contentWith('shutdown'), step: { ...own, stageId: null } })).toBe('go')
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
      content: null,
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
