import { afterEach, describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { HYPERV_VMS, hypervWorld, type HypervVm } from '../../../../e2e/peers/windows/worlds'
import { until } from '../../../testing/require-peer'
import type { ChangedObjects } from '../../ports'
import { changedBetween, watchChanges } from './change-watch'

const AGAIN_AFTER_MS = 10
const [mail = '', web = ''] = HYPERV_VMS
const stops: AbortController[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort()
})

const start = async (clustered = true) => {
  const world = hypervWorld(clustered)
  const waits = new Map<string, number>()
  const machine = (name: string, address: string) =>
    hypervMachine(
      name,
      address,
      () => world,
      ({ name: asked, parameters }) => {
        if (asked === 'wait for changes' && parameters.seconds !== 0) waits.set(name, (waits.get(name) ?? 0) + 1)
      },
    )
  const stop = new AbortController()
  stops.push(stop)
  const told: (ChangedObjects | null)[] = []
  const hosts = [machine('HV-1', 'hv-1'), machine('HV-2', 'hv-2')]
  const ended = watchChanges(hosts, (changed) => told.push(changed), stop.signal, AGAIN_AFTER_MS)
  const listensAt = (...names: readonly string[]) =>
    until(`${names.join(' and ')} to be listened to`, () => names.every((name) => waits.has(name)))
  await listensAt('HV-1', 'HV-2')
  const vm = (id: string): HypervVm => {
    const found = world.vms.find((each) => each.id === id)
    if (found === undefined) throw new Error(`no VM ${id}`)
    return found
  }
  return { world, told, stop, ended, vm, waits, listensAt }
}

const vmsIn = (told: readonly (ChangedObjects | null)[]) => told.flatMap((changed) => changed?.vmNativeIds ?? [])

describe('what changes on Hyper-V hosts', () => {
  it('is told by the VM, and nothing of what was before', async () => {
    const { told, vm, stop, ended } = await start()
    expect(told).toEqual([])
    vm(web).state = 'Off'
    await until('the VM to be told', () => told.length > 0)
    expect(told).toEqual([{ vmNativeIds: [web], hostNativeIds: [] }])
    stop.abort()
    // The hosts answer what they were asked last.
    vm(web).state = 'Running'
    vm(mail).host = 'HV-2'
    expect(await ended).toMatchObject({ kind: 'unreachable' })
  })

  it('a move is told by both hosts', async () => {
    const { told, vm } = await start()
    vm(mail).host = 'HV-2'
    await until('both hosts to tell', () => vmsIn(told).length >= 2)
    expect(new Set(vmsIn(told))).toEqual(new Set([mail]))
  })

  it('a VM that is new or gone is told', async () => {
    const { told, world, vm } = await start()
    const another = { ...vm(mail), id: mail.replace('0', '9'), name: 'another' }
    world.vms = [...world.vms.filter(({ id }) => id !== web), another]
    await until('both to be told', () => vmsIn(told).includes(web) && vmsIn(told).includes(another.id))
    expect(vmsIn(told)).not.toContain(mail)
  })

  it('a node that is paused, or lost, asks for everything', async () => {
    const { told, world } = await start()
    world.hosts['HV-2'] = { state: 'Paused' }
    await until('everything to be asked for', () => told.includes(null))
    expect(vmsIn(told)).toEqual([])
  })

  it('A3 a host that falls silent asks for everything, and keeps nobody from hearing the others', async () => {
    const { told, world, vm, waits, listensAt } = await start(false)
    world.hosts['HV-1'] = { isOff: true }
    await until('everything to be asked for', () => told.includes(null))
    expect(told).toEqual([null])
    vm(mail).host = 'HV-2'
    await until('the other host to be heard', () => vmsIn(told).includes(mail))
    waits.delete('HV-1')
    world.hosts['HV-1'] = {}
    await listensAt('HV-1')
    expect(told.filter((changed) => changed === null)).toHaveLength(2)
  })

  it('an account that may manage nothing there, and sees no VMs, is told of none', async () => {
    const { told, world, vm } = await start()
    world.hosts['HV-1'] = { mayManage: false }
    vm(mail).state = 'Off'
    await until('it to be noticed', () => told.length > 0)
    expect(told).toEqual([null])
  })
})

describe('between two lists of states', () => {
  it.each([
    ['the host itself', ['vm HV-1 2 2'], ['vm HV-1 2 3'], { vmNativeIds: [], hostNativeIds: [] }],
    [
      'a status',
      [`vm ${mail.toUpperCase()} 2 2`],
      [`vm ${mail.toUpperCase()} 2 2,32774`],
      { vmNativeIds: [mail], hostNativeIds: [] },
    ],
    ['nothing', [`vm ${mail} 2 2`], [`vm ${mail} 2 2`], { vmNativeIds: [], hostNativeIds: [] }],
    ['words that nobody knows', ['xyzzy', ''], [''], { vmNativeIds: [], hostNativeIds: [] }],
    ['a node', ['node A Up'], ['node A Down'], null],
    ['the cluster that no longer answers', ['node A Up'], ['nodes unknown'], null],
  ])('%s', (_what, before, now, changed) => expect(changedBetween(before, now)).toEqual(changed))
})
