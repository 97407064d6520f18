import { describe, expect, it } from 'vitest'
import type { FindKeepAlive } from '../../decide/find-keep-alive'
import { managerId, vm, vmId } from '../../testing/world-samples'
import { KeepAliveKeeper, type SpokenTo, type Surroundings } from './keep-alive-keeper'
import { parseNeighbours } from './neighbours'

const spokenTo = (url: string, more: Partial<SpokenTo> = {}): SpokenTo => ({
  managers: [{ id: managerId(), name: 'Berlin', address: { kind: 'vsphere', url, pins: [] } }],
  databaseHost: null,
  marks: {},
  ...more,
})

const keeperIn = (surroundings: Partial<Surroundings>) => {
  const told: FindKeepAlive[] = []
  const keeper = new KeepAliveKeeper(
    {
      machine: () => Promise.resolve({ uuid: null, macs: ['52:54:00:00:00:01'] }),
      resolve: () => Promise.resolve(null),
      neighbours: () => Promise.resolve(new Map()),
      ...surroundings,
    },
    (find) => told.push(find),
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
    expect(signsOf({ macs: ['52:54:00:00:00:20'] })).toEqual(['database by neighbour'])
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
