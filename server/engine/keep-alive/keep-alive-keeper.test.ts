import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FindKeepAlive } from '../../decide/find-keep-alive'
import { openStore } from '../../store/open-store'
import { managerId, vm, vmId } from '../../testing/world-samples'
import { hostsOf } from './hosts-of'
import { type Home, KeepAliveKeeper, type SpokenTo, type Surroundings } from './keep-alive-keeper'
import { parseNeighbours } from './neighbours'

const spokenTo = (url: string, more: Partial<SpokenTo> = {}): SpokenTo => ({
  managers: [{ id: managerId(), name: 'Berlin', address: { kind: 'vsphere', url, pins: [] } }],
  databaseHost: null,
  marks: {},
  ...more,
})

const keeperIn = (surroundings: Partial<Surroundings>, home: Home | null = null) => {
  const told: FindKeepAlive[] = []
  const keeper = new KeepAliveKeeper(
    {
      machine: () => Promise.resolve({ uuid: null, macs: ['52:54:00:00:00:01'] }),
      resolve: () => Promise.resolve(null),
      neighbours: () => Promise.resolve(new Map()),
      ...surroundings,
    },
    (find) => told.push(find),
    home,
  )
  const signsOf = (given: Parameters<typeof vm>[2]) =>
    (told.at(-1)?.(vm('x', 'a', { macs: [], ...given }), vmId('x'), managerId()) ?? []).map(
      ({ role, sign }) => `${role} by ${sign.by}`,
    )
  return { keeper, told, signsOf }
}

describe('D5 what the operation stands on', () => {
  it('is known at once as far as it needs no name server: its own machine, names, marks', async () => {
    const { keeper, signsOf } = keeperIn({ resolve: () => new Promise(() => undefined) })
    await keeper.follow(spokenTo('https://vcenter.example', { marks: { [vmId('x')]: 'kept' } }))
    expect(signsOf({ macs: ['52:54:00:00:00:01'] })).toEqual(['console by mac', 'marked by person'])
    expect(signsOf({ name: 'vcenter' })).toEqual(['manager by name', 'marked by person'])
  })

  it('is known by address, and by who answers there, once names are looked up; also the database', async () => {
    const { keeper, signsOf } = keeperIn({
      resolve: (name) => Promise.resolve(name === 'vcenter.example' ? ['192.0.2.10'] : ['192.0.2.20']),
      neighbours: () => Promise.resolve(new Map([['192.0.2.20', '52:54:00:00:00:20']])),
    })
    await keeper.follow(spokenTo('https://vcenter.example', { databaseHost: 'db.example' }))
    await keeper.look()
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
    expect(signsOf({ addresses: ['192.0.2.99'], macs: ['52:54:00:00:00:20'] })).toEqual(['database by neighbour'])
  })

  it('A12 stays known when the name server is gone', async () => {
    let answers: readonly string[] | null = ['192.0.2.10']
    const { keeper, told, signsOf } = keeperIn({ resolve: () => Promise.resolve(answers) })
    await keeper.follow(spokenTo('https://vcenter.example'))
    await keeper.look()
    answers = null
    await keeper.look()
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
    expect(told).toHaveLength(2)
  })

  it('is no VM that tells a loopback address, and none behind a runbook', async () => {
    const { keeper, signsOf } = keeperIn({ resolve: () => Promise.resolve(['127.0.0.1', '::1']) })
    await keeper.follow(spokenTo('https://localhost:8006'))
    await keeper.look()
    expect(signsOf({ addresses: ['127.0.0.1'] })).toEqual([])
    const runbook = { kind: 'runbook', url: 'ssh://nas.example', pins: [] } as never
    await keeper.follow({ ...spokenTo('https://x.example'), managers: [{ id: managerId(), name: 'NAS', address: runbook }] })
    expect(signsOf({ name: 'nas' })).toEqual([])
  })
})

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const work of undo.splice(0).reverse()) await work()
})

describe('P9 A12 an engine that starts in the middle of an outage', () => {
  const homeIn = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keep-alive-'))
    undo.push(() => rmSync(folder, { recursive: true, force: true }))
    const store = await openStore({ dataDirectory: join(folder, 'data'), keyFile: join(folder, 'key') })
    undo.push(() => store.close())
    return { store, log: { error: vi.fn(), warn: vi.fn() } }
  }
  const net: Partial<Surroundings> = {
    resolve: () => Promise.resolve(['192.0.2.10']),
    neighbours: () => Promise.resolve(new Map([['192.0.2.10', '00:50:56:aa:00:10']])),
  }
  const seenBefore = async (home: Home) => {
    const { keeper, signsOf } = keeperIn(net, home)
    await keeper.follow(spokenTo('https://vcenter.example'))
    await keeper.look()
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
    await keeper.save()
  }

  it('knows the manager’s VM before the first look: by address, by MAC, and silent as its guest may be', async () => {
    const home = await homeIn()
    await seenBefore(home)
    const { keeper, told, signsOf } = keeperIn({}, home)
    await keeper.follow(spokenTo('https://vcenter.example'))
    expect(told).toHaveLength(1)
    expect(signsOf({ macs: ['00:50:56:AA:00:10'] })).toEqual(['manager by address'])
    expect(signsOf({})).toEqual(['manager by address'])
    expect(signsOf({ addresses: ['192.0.2.99'], macs: ['00:50:56:AA:00:10'] })).toEqual(['manager by neighbour'])
    await keeper.look()
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
  })

  it('knows nothing of a name that is not configured any more', async () => {
    const home = await homeIn()
    await seenBefore(home)
    const { keeper, signsOf } = keeperIn({}, home)
    await keeper.follow(spokenTo('https://other.example'))
    await keeper.follow(spokenTo('https://vcenter.example'))
    expect(signsOf({})).toEqual([])
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual([])
  })

  it('goes on with nothing where what was stored cannot be read', async () => {
    const home = await homeIn()
    await home.store.write((tx) => tx.settings.set('keep-alive-known', { names: 7, macs: { a: [] }, vms: 'x' }))
    const { keeper, signsOf } = keeperIn({}, home)
    await keeper.follow(spokenTo('https://192.0.2.10'))
    expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
  })

  it('takes a literal address at once, and does not wait for the slowest name', async () => {
    const dead = new Promise<null>(() => undefined)
    const { keeper, signsOf } = keeperIn({
      resolve: (name) => (name === 'dead.example' ? dead : Promise.resolve(['192.0.2.30'])),
    })
    await keeper.follow({ ...spokenTo('https://[2001:DB8::10]:8006,dead.example:8006'), databaseHost: 'db.example' })
    expect(signsOf({ addresses: ['2001:db8::10'] })).toEqual(['manager by address'])
    void keeper.look()
    await vi.waitFor(() => expect(signsOf({ addresses: ['192.0.2.30'] })).toEqual(['database by address']))
  })

  it('A12 tells a look that fails, and looks again', async () => {
    const home = await homeIn()
    let fails = true
    const { keeper, signsOf } = keeperIn(
      { ...net, resolve: () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(['192.0.2.10'])) },
      home,
    )
    await keeper.follow(spokenTo('https://vcenter.example'))
    keeper.tick(0)
    await vi.waitFor(() => expect(home.log.error).toHaveBeenCalledOnce())
    fails = false
    await vi.waitFor(() => {
      keeper.tick(60_000)
      expect(signsOf({ addresses: ['192.0.2.10'] })).toEqual(['manager by address'])
    })
    await keeper.save()
  })
})

describe('D5 the hosts of a manager’s address', () => {
  it.each([
    ['https://VCenter.example/sdk', ['vcenter.example']],
    ['https://pve1:8006, pve2:8006', ['pve1', 'pve2']],
    ['https://[2001:db8::1]:8006,192.0.2.1:8006', ['2001:db8::1', '192.0.2.1']],
    ['ssh://root@kvm-1:2222,KVM-2?uri=qemu:///system&shared=/a,/b', ['kvm-1', 'kvm-2']],
    ['https://srm.example,https://vr.example', ['srm.example', 'vr.example']],
    ['', []],
    ['https://', []],
  ])('of %s are all named', (url, hosts) => expect(hostsOf(url)).toEqual(hosts))
})

describe('who answers on the same network', () => {
  it('is read from the kernel’s table, without entries that are not complete', () => {
    const table = [
      'IP address       HW type     Flags       HW address            Mask     Device',
      '192.0.2.10       0x1         0x2         00:50:56:AA:00:10     *        eth0',
      '192.0.2.11       0x1         0x0         00:00:00:00:00:00     *        eth0',
    ].join('\n')
    expect([...parseNeighbours(table)]).toEqual([['192.0.2.10', '00:50:56:aa:00:10']])
  })
})
