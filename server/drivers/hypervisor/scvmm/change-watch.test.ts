import { afterEach, describe, expect, it } from 'vitest'
import { scvmmMachine } from '../../../../e2e/peers/windows/in-process'
import { SCVMM_HOSTS, SCVMM_VMS, scvmmWorld, type ScvmmWorld } from '../../../../e2e/peers/windows/worlds'
import { until } from '../../../testing/require-peer'
import type { ChangedObjects } from '../../ports'
import { JOBS_READ, type JobTold } from './change-question'
import { changedSince, watchChanges } from './change-watch'
import { askVm } from './questions'
import { Vmm } from './vmm'

const [mail = '', own = ''] = SCVMM_VMS
const [first = ''] = SCVMM_HOSTS
const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})

const start = async () => {
  const world = scvmmWorld()
  let waits = 0
  const machine = scvmmMachine(world, (name, parameters) => {
    if (name === 'wait for jobs' && parameters.seconds !== 0) waits += 1
  })
  const vmm = new Vmm(machine, 'localhost')
  const stop = new AbortController()
  stops.push(stop)
  const told: (ChangedObjects | null)[] = []
  const ended = watchChanges(vmm, (changed) => told.push(changed), stop.signal)
  await until('SCVMM to be listened to', () => waits > 0)
  return { world, vmm, told, stop, ended }
}

const named = (id: string): ChangedObjects => ({ vmNativeIds: [id], hostNativeIds: [] })

describe('what SCVMM’s jobs tell of changes', () => {
  it('the VM of a job that begins, and again when it ends', async () => {
    const { world, told, stop, ended } = await start()
    const stopping: ScvmmWorld['jobs'][string] = { object: mail, next: {}, cmdlet: 'Stop-SCVirtualMachine' }
    world.jobs['00000000-0000-4000-8000-000000000001'] = stopping
    await until('the beginning to be told', () => told.length > 0)
    stopping.isDone = true
    await until('the end to be told', () => told.length > 1)
    expect(told).toEqual([named(mail), named(mail)])
    stop.abort()
    world.jobs['00000000-0000-4000-8000-000000000002'] = { object: mail, next: {} }
    expect(await ended).toMatchObject({ kind: 'unreachable' })
  })

  it('that we look, and have SCVMM look, does not lead to looking again', async () => {
    const { world, vmm, told } = await start()
    await vmm.ask(askVm, { vm: mail }, { deadlineMs: 10_000 })
    expect(Object.values(world.jobs).map(({ cmdlet }) => cmdlet)).toEqual(['Read-SCVirtualMachine'])
    world.jobs['00000000-0000-4000-8000-000000000009'] = { object: own, next: {} }
    await until('something else to be told', () => told.length > 0)
    expect(told).toEqual([named(own)])
  })
})

const job = (ID: string, CmdletName: string, more: Partial<JobTold> = {}): JobTold => ({
  ID,
  CmdletName,
  Status: 'Completed',
  TargetObjectID: mail,
  TargetObjectType: 'VM',
  ResultObjectID: mail,
  ResultObjectType: 'VM',
  ...more,
})

describe('between two lists of jobs', () => {
  it.each([
    ['Set-SCVirtualMachine', [mail]],
    ['Move-SCVirtualMachine', [mail]],
    ['(Refresh VM State - Event Based System Job)', [mail]],
    ['(Refresh Removed VM - Event Based System Job)', [mail]],
    ['(Refresh VM - System Job)', []],
    ['(Refresh VM Properties - System Job)', []],
    ['Performance Data Refresher (System Job)', []],
    ['Read-SCVirtualMachine', []],
    ['', []],
  ])('%s, as recorded of a real one', (name, vmNativeIds) =>
    expect(changedSince([job('1', 'Set-SCVirtualMachine')], [job('2', name), job('1', 'Set-SCVirtualMachine')])).toEqual({
      vmNativeIds,
      hostNativeIds: [],
    }),
  )

  it('a host’s job asks for everything: its VMs go with it', () => {
    const types = { TargetObjectID: first, TargetObjectType: 'VMHost', ResultObjectID: first, ResultObjectType: 'VMHost' }
    expect(changedSince([], [job('1', 'Disable-SCVMHost', types)])).toBeNull()
  })

  it('a template’s job, and ids that are none, ask for nothing', () => {
    const types = { TargetObjectType: 'VMTemplate', ResultObjectType: 'VMTemplate' }
    const strange = { TargetObjectID: 'xyzzy', ResultObjectID: null }
    expect(changedSince([], [job('1', 'Set-SCVMTemplate', types), job('2', 'Set-SCVirtualMachine', strange)])).toEqual({
      vmNativeIds: [],
      hostNativeIds: [],
    })
  })

  it('more jobs than are read ask for everything, whatever they are', () => {
    const many = Array.from({ length: JOBS_READ }, (_, number) => job(String(number), 'Read-SCVirtualMachine'))
    expect(changedSince([job('before', 'Set-SCVirtualMachine')], many)).toBeNull()
    expect(changedSince([job('1', 'Read-SCVirtualMachine')], many)).not.toBeNull()
    expect(changedSince([], many)).not.toBeNull()
  })
})
