import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { type PveCall, scriptedPve } from '../../../testing/scripted-pve'
import { driver } from './driver'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

type Held = Readonly<Record<string, Readonly<Record<string, 0 | 1>>>>
const all = (...privileges: readonly string[]) => Object.fromEntries(privileges.map((privilege) => [privilege, 1 as const]))
const ON_VMS = ['VM.Audit', 'VM.PowerMgmt', 'VM.Migrate', 'VM.Config.Disk', 'VM.Config.Options', 'VM.GuestAgent.Audit']
const ON_SYSTEM = ['Sys.Audit', 'Sys.PowerMgmt', 'Sys.Modify', 'Sys.Console', 'Datastore.AllocateSpace']

const OVERVIEW = [
  { id: 'node/pve1', type: 'node', node: 'pve1', status: 'online' },
  { id: 'qemu/100', type: 'qemu', node: 'pve1', vmid: 100, name: 'web', status: 'running' },
  { id: 'qemu/101', type: 'qemu', node: 'pve1', vmid: 101, name: 'mail', status: 'running' },
  { id: 'lxc/102', type: 'lxc', node: 'pve1', vmid: 102, name: 'dns', status: 'running' },
  { id: 'storage/pve1/local', type: 'storage', node: 'pve1', storage: 'local', status: 'available' },
]

/** `held`: as the API tells it, by path; null: it does not tell. */
const notesWith = async (held: Held | null, overview: readonly object[] = OVERVIEW, hasHa = false) => {
  const server = await scriptedPve(({ path }: PveCall) => {
    switch (path) {
      case '/version':
        return { data: { version: '8.2.4', release: '8.2', repoid: 'faa83925c9641325' } }
      case '/access/permissions':
        return held === null ? { status: 403, reason: 'Permission check failed' } : { data: held }
      case '/cluster/resources':
        return { data: overview }
      case '/cluster/ha/status/current':
        return { data: hasHa ? [{ id: 'service:vm:100', type: 'service', node: 'pve1', status: 'started' }] : [] }
      case '/cluster/ceph/flags':
        return { status: 500, reason: 'binary not installed: /usr/bin/ceph-mon' }
      default:
        return undefined
    }
  })
  const secret = { kind: 'api-token', tokenId: 'monitor@pve!console', token: 'token-secret' } as const
  const session = driver.open({ address: { kind: 'proxmox', url: server.url, pins: [] }, secret })
  open.push(server, session)
  const identity = await session.identify({ deadlineMs: 10_000 })
  if (identity.kind !== 'ok') throw new Error(identity.message)
  expect(server.problems).toEqual([])
  return identity.value.notes ?? []
}

describe('what the account, or its token, may not do', () => {
  it('a role on / with every privilege is told nothing', async () => {
    expect(await notesWith({ '/': all(...ON_VMS, ...ON_SYSTEM) }, OVERVIEW, true)).toEqual([])
  })

  it('each missing privilege is named, with what will not work and where', async () => {
    const held: Held = {
      '/': all('Sys.Audit', 'Sys.Modify', 'Datastore.AllocateSpace'),
      '/vms': all('VM.Audit', 'VM.PowerMgmt', 'VM.Config.Disk', 'VM.Config.Options', 'VM.Monitor'),
      '/vms/100': all('VM.Audit', 'VM.PowerMgmt', 'VM.Config.Disk', 'VM.Config.Options', 'VM.Monitor', 'VM.Migrate'),
    }
    expect(await notesWith(held, OVERVIEW, true)).toEqual([
      'The account may not move 1 of 2 VMs (mail): it lacks VM.Migrate there.',
      'The account may not shut down or wake the node pve1: it lacks Sys.PowerMgmt there.',
      'The account may not set HA aside on the cluster as a whole: it lacks Sys.Console there.',
    ])
  })

  it('what a role does not pass on does not hold below', async () => {
    const notes = await notesWith({ '/': { ...all(...ON_VMS, ...ON_SYSTEM), 'VM.PowerMgmt': 0 } })
    expect(notes).toEqual([
      'The account may not shut down, power off or start any of the 3 guests: it lacks VM.PowerMgmt there.',
      'The account may not save the state of any of the 2 VMs: it lacks VM.PowerMgmt there.',
    ])
  })

  it('to save VMs, space on one storage is enough', async () => {
    const system = ON_SYSTEM.filter((privilege) => privilege !== 'Datastore.AllocateSpace')
    const lacking = { '/': all(...ON_VMS, ...system) }
    expect(await notesWith(lacking)).toEqual([containing('it lacks Datastore.AllocateSpace')])
    expect(await notesWith({ ...lacking, '/storage/local': all('Datastore.AllocateSpace') })).toEqual([])
  })

  it('a token without any privilege sees nothing, which is said', async () => {
    expect(await notesWith({}, [])).toContain('The account sees no VM: it lacks VM.Audit on /vms.')
  })

  it('an API that does not tell is no proof of a lack', async () => {
    expect(await notesWith(null)).toEqual([containing('was not told')])
  })
})
