import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostIdOf, managerIdSchema, vmIdOf } from '../../domain/ids'
import type { HostFacts, VmFacts } from '../../domain/inventory'
import type { Host, VirtualMachine } from '../../domain/world'
import { driver } from '../../drivers/hypervisor/proxmox/driver'
import { type DriverResult, ok } from '../../drivers/ports'
import { demoDatacenter } from '../../simulator/demo/demo-datacenter'
import { type PveServer, startPveServer } from '../../simulator/proxmox/pve-server'
import { World } from '../../simulator/world/world'
import { containing } from '../../testing/containing'
import { type HostByManager, proveDirect } from './prove-direct'

const account = { user: 'root@pam', password: 'simulated', apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }
const MANAGER = managerIdSchema.parse('pve')

let server: PveServer | null = null
afterAll(() => server?.close())

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(result.message)
  return result.value
}

/** A node of the simulated cluster, and all its hosts as the cluster shows them. */
const start = async () => {
  const started = await startPveServer(new World(demoDatacenter), account, Date.now())
  server = started
  const address = { kind: 'proxmox' as const, url: started.url, pins: [started.fingerprint] }
  const session = driver.open({ address, secret: { kind: 'password', user: account.user, password: account.password } })
  const options = { deadlineMs: 10_000 }
  const { hosts, vms } = valueOf(await session.inventory(options))
  const answering = valueOf((await session.itself?.(options)) ?? { kind: 'unsupported', message: 'no way', hint: '' })
  await session.close()
  const shownBy = (facts: HostFacts): HostByManager => {
    const host: Host = { ...facts, id: hostIdOf(MANAGER, facts), managerId: MANAGER, stale: false }
    const own = vms.filter(({ hostNativeId }) => hostNativeId === facts.nativeId)
    const shown = own.map((vm): VirtualMachine => ({
      ...vm,
      id: vmIdOf(MANAGER, vm),
      managerId: MANAGER,
      hostId: host.id,
      power: 'on',
    }))
    const observe = (nativeId: string): Promise<DriverResult<VmFacts | null>> =>
      Promise.resolve(ok(shown.find((vm) => vm.nativeId === nativeId) ?? null))
    return { host, managerName: 'pve', vms: shown, observe }
  }
  const own = hosts.find(({ nativeId }) => nativeId === answering.nativeId)
  const other = hosts.find(({ nativeId }) => nativeId !== answering.nativeId)
  if (own === undefined || other === undefined) throw new Error('no hosts')
  const prove = async (byManager: HostByManager | null, password = account.password) => {
    const target = { address, secret: { kind: 'password' as const, user: account.user, password } }
    return proveDirect(driver, target, Date.now(), new AbortController().signal, () => byManager)
  }
  return { own: shownBy(own), other: shownBy(other), prove }
}

const serious = ({ findings }: Awaited<ReturnType<typeof proveDirect>>) =>
  findings.filter(({ trouble }) => trouble !== 'note').map(({ trouble, severity }) => [trouble, severity])

describe('A9 a node of a cluster past its manager', () => {
  let lab: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    lab = await start()
  })

  it('that is the host, and lists what runs there, works', async () => {
    const { own, prove } = lab
    expect(own.vms.length).toBeGreaterThan(0)
    const proof = await prove(own)
    expect(proof.answering).toMatchObject({ name: own.host.name })
    expect(serious(proof)).toEqual([])
  })

  it('D11 that answers for its cluster is still not the other node', async () => {
    const { own, other, prove } = lab
    const proof = await prove(other)
    expect(serious(proof)).toEqual([['wrong-machine', 'critical']])
    expect(proof.findings[0]?.message).toContain(`${own.host.name} answers, not ${other.host.name}`)
  })

  it('D11 VMs that run there by the manager’s word and are not listed are counted, by UUID and not by name', async () => {
    const { own, prove } = lab
    const [first, ...others] = own.vms
    if (first === undefined) throw new Error('no VM')
    const twin = { ...first, uuid: '50000000-0000-4000-8000-000000000001' }
    const { findings } = await prove({ ...own, vms: [twin, ...others], observe: () => Promise.resolve(ok(twin)) })
    const message = containing(`1 of the ${own.vms.length} VMs that pve says run on ${own.host.name} are not listed there`)
    expect(findings).toContainEqual(expect.objectContaining({ trouble: 'unseen-vms', message }))
    const moved = { ...own, vms: [twin, ...others], observe: () => Promise.resolve(ok({ ...twin, hostNativeId: 'pve-9' })) }
    expect(serious(await prove(moved))).toEqual([])
  })

  it('D11 where none of them is listed nothing could be done by this way', async () => {
    const { own, prove } = lab
    const strangers = own.vms.map((vm, at) => ({ ...vm, uuid: `50000000-0000-4000-8000-00000000000${at % 10}` }))
    const observe = (nativeId: string) => Promise.resolve(ok(strangers.find((vm) => vm.nativeId === nativeId) ?? null))
    expect(serious(await prove({ ...own, vms: strangers, observe }))).toEqual([['unseen-vms', 'critical']])
  })

  it('K5 that refuses our password is told so, without it', async () => {
    const { own, prove } = lab
    const { answering, findings } = await prove(own, 'wrong-secret')
    expect(answering).toBeNull()
    expect(findings[0]).toMatchObject({ severity: 'critical' })
    expect(JSON.stringify(findings)).not.toContain('wrong-secret')
  })

  it('that its manager does not show now is signed in to, and not compared', async () => {
    const { prove } = lab
    const { answering, findings } = await prove(null)
    expect(answering).not.toBeNull()
    expect(findings).toContainEqual(expect.objectContaining({ trouble: 'note', message: containing('was not compared') }))
  })
})
