import { describe, expect, it } from 'vitest'
import type { OwnMachine } from '../domain/keep-alive'
import { managerId, vm, vmId } from '../testing/world-samples'
import { type Dependency, findKeepAlive, type KeepAliveSite, type Recalled, type Recollection } from './find-keep-alive'

const UUID = '4c4c4544-0039-4a10-8044-b8c04f4d3732'
const TURNED = '44454c4c-3900-104a-8044-b8c04f4d3732'
const elsewhere: OwnMachine = { uuid: null, macs: [] }
const vcenter: Dependency = {
  role: 'manager',
  name: 'Berlin',
  managerId: managerId(),
  hostName: 'vcenter.example',
  addresses: ['192.0.2.10'],
  neighbours: [{ address: '192.0.2.10', mac: '00:50:56:00:00:10' }],
}
const ask = (site: Partial<KeepAliveSite>, given: Parameters<typeof vm>[2]) =>
  findKeepAlive({ machine: elsewhere, dependencies: [vcenter], marks: {}, ...site })(
    vm('x', 'a', { macs: [], ...given }),
    vmId('x'),
    managerId(),
  )
const signs = (site: Partial<KeepAliveSite>, given: Parameters<typeof vm>[2]) =>
  (ask(site, given) ?? []).map(({ role, sign }) => `${role} by ${sign.by}`)

describe('D5 the VM that this console runs in', () => {
  const machine: OwnMachine = { uuid: UUID, macs: ['52:54:00:00:00:01'] }

  it.each([
    ['its UUID', { uuid: UUID.toUpperCase() }, ['console by uuid']],
    ['its UUID with turned bytes', { uuid: TURNED }, ['console by uuid']],
    [
      'the UUID that its guest reads, where its platform has another of its own',
      { uuid: 'other', firmwareUuid: UUID },
      ['console by uuid'],
    ],
    [
      'a MAC, however it is written',
      { uuid: null, macs: ['02:00:00:00:00:09', '52:54:00:00:00:01'.toUpperCase()] },
      ['console by mac'],
    ],
    ['nothing: it is another', { uuid: 'another', macs: ['52:54:00:00:00:02'] }, []],
    ['nothing: only its platform’s own UUID is the same', { uuid: UUID, firmwareUuid: 'another' }, []],
  ])('is known by %s', (_what, given, expected) => expect(signs({ machine }, given)).toEqual(expected))

  it.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '03000200-0400-0500-0006-000700080009',
  ])('is not known by the UUID %s, which many machines tell', (uuid) =>
    expect(ask({ machine: { uuid, macs: [] } }, { uuid })).toBeNull(),
  )
})

describe('D5 the VM of a manager', () => {
  it.each([
    ['its guest’s address', { addresses: ['192.0.2.10'] }, ['manager by address']],
    ['the MAC that answers at the manager’s address', { macs: ['00:50:56:00:00:10'.toUpperCase()] }, ['manager by neighbour']],
    ['its name', { name: 'VCenter' }, ['manager by name']],
    ['its whole name', { name: 'vcenter.example' }, ['manager by name']],
    ['its platform’s word', { runsItsManager: true as const }, ['manager by platform']],
    ['nothing', { name: 'vcenter2', addresses: ['192.0.2.11'] }, []],
  ])('is known by %s', (_what, given, expected) => expect(signs({}, given)).toEqual(expected))

  it('is told once, by the surest sign', () =>
    expect(signs({}, { name: 'vcenter', addresses: ['192.0.2.10'] })).toEqual(['manager by address']))

  it('is nobody’s name where the manager is reached by an address', () =>
    expect(signs({ dependencies: [{ ...vcenter, hostName: '192.0.2.10' }] }, { name: '192' })).toEqual([]))

  it('D5 is told once where it is reached at several hosts', () => {
    const other = { ...vcenter, hostName: 'second.example', addresses: ['192.0.2.20'], neighbours: [] }
    const site = { dependencies: [vcenter, other] }
    expect(signs(site, { runsItsManager: true })).toEqual(['manager by platform'])
    expect(signs(site, { addresses: ['192.0.2.20'] })).toEqual(['manager by address'])
  })

  it('may be the console’s, and carry the database, too', () => {
    const database: Dependency = { ...vcenter, role: 'database', name: 'db.example', managerId: null, hostName: 'db.example' }
    const site = { machine: { uuid: UUID, macs: [] }, dependencies: [vcenter, database] }
    expect(signs(site, { uuid: UUID, addresses: ['192.0.2.10'] })).toEqual([
      'console by uuid',
      'manager by address',
      'database by address',
    ])
  })
})

describe('D5 what people say of a VM', () => {
  it('marks it', () => expect(signs({ marks: { [vmId('x')]: 'kept' } }, {})).toEqual(['marked by person']))

  it.each([
    ['name', { name: 'vcenter' }],
    ['address, which a clone may tell, too', { addresses: ['192.0.2.10'] }],
    ['answer at an address', { macs: ['00:50:56:00:00:10'] }],
  ])('D5 sets aside a likeness by its %s', (_what, given) => {
    expect(ask({}, given)).not.toBeNull()
    expect(ask({ marks: { [vmId('x')]: 'ordinary' } }, given)).toBeNull()
  })

  it.each([
    ['its UUID', { uuid: UUID }, ['console by uuid']],
    ['its MAC', { uuid: null, macs: ['52:54:00:00:00:01'] }, ['console by mac']],
    ['its platform’s word', { runsItsManager: true as const }, ['manager by platform']],
  ])('D5 sets no surer sign aside: %s', (_what, given, expected) => {
    const machine: OwnMachine = { uuid: UUID, macs: ['52:54:00:00:00:01'] }
    expect(signs({ machine, marks: { [vmId('x')]: 'ordinary' } }, { name: 'vcenter', ...given })).toEqual(expected)
  })
})

describe('P9 A12 a VM whose guest fell silent', () => {
  const held = (recalled: readonly Recalled[] = []) => {
    let now = recalled
    const recollection: Recollection = { of: () => now, keep: (_id, given) => void (now = given) }
    return { recollection, kept: () => now }
  }
  const seen: Recalled = { role: 'manager', hostName: 'vcenter.example', address: '192.0.2.10', mac: '00:50:56:00:00:10' }
  const isManager = (site: Partial<KeepAliveSite>, given: Parameters<typeof vm>[2], recollection: Recollection) =>
    findKeepAlive({ machine: elsewhere, dependencies: [vcenter], marks: {}, ...site }, recollection)(
      vm('x', 'a', { macs: [], ...given }),
      vmId('x'),
      managerId(),
    ) !== null

  it('is recognised still, also where it tells only what it has without any network', () => {
    const { recollection, kept } = held()
    expect(isManager({}, { addresses: ['192.0.2.10'] }, recollection)).toBe(true)
    expect(kept()).toEqual([seen])
    expect(isManager({}, {}, recollection)).toBe(true)
    expect(isManager({}, { addresses: ['127.0.0.1', '169.254.1.1', 'FE80::1'] }, recollection)).toBe(true)
    expect(kept()).toEqual([seen])
  })

  it.each([
    ['it tells another address', {}, { addresses: ['192.0.2.11'] }],
    ['the name leads elsewhere', { dependencies: [{ ...vcenter, addresses: ['192.0.2.12'], neighbours: [] }] }, {}],
    ['the manager is reached by another name', { dependencies: [{ ...vcenter, hostName: 'other.example' }] }, {}],
    ['another machine answers there', { dependencies: [{ ...vcenter, neighbours: [{ address: '192.0.2.10', mac: 'aa' }] }] }, {}],
    ['a person says that it is ordinary', { marks: { [vmId('x')]: 'ordinary' as const } }, {}],
  ])('is not, once %s', (_what, site, given) => expect(isManager(site, given, held([seen]).recollection)).toBe(false))

  it('is not recognised anew when a person takes back that it is ordinary', () => {
    const { recollection, kept } = held([seen])
    isManager({ marks: { [vmId('x')]: 'ordinary' } }, {}, recollection)
    expect(kept()).toEqual([])
  })
})
