import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { directAddressSchema } from '../../../server/domain/direct-path'
import { credentialIdSchema, hostIdOf, managerIdSchema, orderIdSchema, vmIdOf } from '../../../server/domain/ids'
import type { HostFacts, VmFacts } from '../../../server/domain/inventory'
import type { ProvedWay } from '../../../server/domain/readiness'
import type { Host, VirtualMachine } from '../../../server/domain/world'
import { driver } from '../../../server/drivers/hypervisor/vsphere/driver'
import { ok } from '../../../server/drivers/ports'
import type { Engine } from '../../../server/engine/engine'
import { type HostByManager, proveDirect } from '../../../server/engine/readiness/prove-direct'
import { callMutation } from '../../../server/services/call-verb'
import { probeDirectPath } from '../../../server/services/direct-paths/probe-direct-path'
import { removeDirectPath } from '../../../server/services/direct-paths/remove-direct-path'
import { saveDirectPath } from '../../../server/services/direct-paths/save-direct-path'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { proveReadiness } from '../../../server/services/readiness/prove-readiness'
import { containing } from '../../../server/testing/containing'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { openAt, quick, value } from './session'
import { hasVcsim, startVcsim, type Vcsim } from './start'

const MANAGER = managerIdSchema.parse('vcenter')

/** An ESX host as its vCenter would show it, with all its VMs. */
const asShown = (facts: HostFacts, vms: readonly VmFacts[]): HostByManager => {
  const host: Host = { ...facts, id: hostIdOf(MANAGER, facts), managerId: MANAGER, stale: false }
  const shown = vms.map((vm): VirtualMachine => ({ ...vm, id: vmIdOf(MANAGER, vm), managerId: MANAGER, hostId: host.id }))
  const observe = (nativeId: string) => Promise.resolve(ok(shown.find((vm) => vm.nativeId === nativeId) ?? null))
  return { host, managerName: 'vcenter', vms: shown, observe }
}

describe.skipIf(!hasVcsim())('A9 an ESX host past its vCenter', () => {
  let vcenter: Vcsim
  let esx: Vcsim
  let shown: HostByManager
  const secret = () => ({ kind: 'password', user: esx.user, password: esx.password }) as const
  const prove = async (byManager: HostByManager | null, at: Vcsim = esx) => {
    const address = { kind: 'vsphere' as const, url: at.url, pins: [at.fingerprint] }
    const signal = new AbortController().signal
    return proveDirect(driver, { address, secret: secret() }, Date.now(), signal, () => byManager)
  }
  const troubles = async (byManager: HostByManager | null, at?: Vcsim) =>
    (await prove(byManager, at)).findings.filter(({ trouble }) => trouble !== 'note').map(({ trouble }) => trouble)

  beforeAll(async () => {
    vcenter = await startVcsim({ hostsPerCluster: 2, vms: 2 })
    esx = await startVcsim({ esx: true, vms: 3 })
    const session = openAt(esx)
    const { hosts, vms } = value(await session.inventory(quick))
    await session.close()
    const [host] = hosts
    if (host === undefined) throw new Error('no host')
    shown = asShown(host, vms)
  })
  afterAll(async () => {
    await esx?.stop()
    await vcenter?.stop()
  })

  it('D11 is known by its hardware and lists what its vCenter says runs there, whatever it is called', async () => {
    const renamed = { ...shown, vms: shown.vms.map((vm) => ({ ...vm, name: `${vm.name} (old name)` })) }
    const { answering, findings } = await prove({ ...renamed, host: { ...shown.host, name: '192.0.2.7' } })
    expect(answering).toMatchObject({ nativeId: 'ha-host', uuid: shown.host.uuid })
    expect(findings.filter(({ trouble }) => trouble !== 'note')).toEqual([])
  })

  it('D11 another host at the address is found out, and nothing is said of its VMs', async () => {
    const other = { ...shown, host: { ...shown.host, uuid: '4c4c4544-0033-3610-8043-b7c04f4d3732' } }
    const [finding] = (await prove(other)).findings
    expect(finding).toMatchObject({ trouble: 'wrong-machine', severity: 'critical', message: containing(shown.host.uuid ?? '?') })
    expect(await troubles(other)).toEqual(['wrong-machine'])
  })

  it('a vCenter is no host', async () => {
    const { answering, findings } = await prove(shown, vcenter)
    expect(answering).toBeNull()
    expect(findings[0]).toMatchObject({ trouble: 'refused', message: containing('no host') })
  })

  it('D11 VMs that it does not list are counted by UUID; one that has moved away meanwhile is none of them', async () => {
    const [first, ...others] = shown.vms
    if (first === undefined) throw new Error('no VM')
    const twin = { ...first, uuid: '50000000-0000-4000-8000-000000000001' }
    const unseen = { ...shown, vms: [twin, ...others] }
    expect((await prove(unseen)).findings).toContainEqual(
      expect.objectContaining({ trouble: 'unseen-vms', severity: 'warning', message: containing('1 of the 3 VMs') }),
    )
    const moved = { ...unseen, observe: () => Promise.resolve(ok({ ...twin, hostNativeId: 'host-77' })) }
    expect(await troubles(moved)).toEqual([])
    const silent = { ...unseen, host: { ...shown.host, stale: true } }
    expect(await troubles(silent)).toEqual([])
  })

  it('lockdown mode, as the vCenter tells it and as the host refuses, is named with its remedy', async () => {
    const session = openAt(vcenter)
    const [before] = value(await session.inventory(quick)).hosts
    await vcenter.control({ hostStates: { [before?.name ?? '']: { lockdown: 'lockdownNormal' } } })
    const facts = value(await session.observeHost(before?.nativeId ?? '', quick))
    await session.close()
    expect([before?.lockdown, facts?.lockdown]).toEqual([undefined, 'normal'])
    // An exception user is let in all the same.
    const locked = { ...shown, host: { ...shown.host, lockdown: 'normal' as const } }
    expect(await troubles(locked)).toEqual([])
    await esx.control({ gate: { deny: ['Login'] } })
    try {
      const remedy = containing('“Exception Users”')
      const told = {
        trouble: 'lockdown',
        severity: 'critical',
        message: containing('Lockdown mode (normal) is on'),
        hint: remedy,
      }
      expect((await prove(locked)).findings[0]).toMatchObject(told)
      // Without the vCenter's word both reasons are named.
      expect((await prove(null)).findings[0]).toMatchObject({
        trouble: 'lockdown',
        message: containing('never given a role'),
        hint: remedy,
      })
    } finally {
      await esx.control({ gate: {} })
    }
  })

  describe('through the whole engine', () => {
    let world: ServiceWorld
    let engine: Engine
    const read = () => world.store.read
    const ways = async (): Promise<readonly ProvedWay[]> => {
      const [row] = await read().latest.all('readiness')
      const doc = row === undefined ? null : docOf('readiness', row)
      return doc?.state === 'ended' ? doc.ways : []
    }
    const alarms = async () => docsOf('alarm', await read().latest.all('alarm'))

    beforeAll(async () => {
      world = await openServiceWorld({ now: () => Date.now() })
      const credentialId = credentialIdSchema.parse('vcenter')
      const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
      await world.store.write(async (tx) => {
        await tx.credentials.put({ id: credentialId, name: 'vcenter', secret: secret() })
        await tx.managers.put({ id: MANAGER, name: 'vcenter', address, credentialId, enabled: true, createdAtMs: 0 })
      })
      engine = engineOn(world.store)
      await engine.start()
      await until('the hosts to be known', async () => (await read().latest.all('host')).length === 2)
    })
    afterAll(async () => {
      await engine?.stop()
      await world?.close()
    })

    it('A12 K5 it is tried, saved, proved by itself, an alarm where it is another host’s, and gone when it is removed', async () => {
      const admin = world.caller('admin')
      const [host] = docsOf('host', await read().latest.all('host'))
      if (host === undefined) throw new Error('no host')
      await callMutation(world.host, proveReadiness, admin, undefined)
      const [bare] = await until('the first proof', async () => {
        const first = await ways()
        return first.length > 0 ? first : null
      })
      expect(bare?.findings).toContainEqual(
        expect.objectContaining({ trouble: 'no-direct-path', severity: 'advisory', message: containing('2 of 2 hosts') }),
      )
      const address = directAddressSchema.parse({ kind: 'vsphere', url: esx.url, pins: [esx.fingerprint] })
      const given = { hostId: host.id, address, secret: secret() }
      const { orderId } = await callMutation(world.host, probeDirectPath, admin, given)
      const tried = await until('the probe', async () => {
        const row = await read().orders.get(orderId)
        return row?.state === 'done' ? row.result : null
      })
      expect(tried).toMatchObject({ answering: { uuid: shown.host.uuid } })
      expect(JSON.stringify(tried)).toContain('wrong-machine')
      const saving = await callMutation(world.host, saveDirectPath, admin, { ...given, confirmed: true, reason: 'a test' })
      const refusal = await until('the refusal', async () => {
        const order = await read().orders.get(saving.orderId)
        return order?.state === 'failed' ? order.result : null
      })
      // Another host's: nobody's word saves it. What was saved before it was another host's is an alarm, and its proof stands.
      expect(JSON.stringify(refusal)).toContain('answers, not')
      expect(await read().directPaths.list()).toEqual([])
      await world.store.write(async (tx) => {
        const credentialId = credentialIdSchema.parse('esx')
        await tx.credentials.put({ id: credentialId, name: 'esx', secret: secret() })
        await tx.directPaths.put({ hostId: host.id, address, credentialId, createdAtMs: 0 })
        const order = { kind: 'config.changed' as const }
        const id = orderIdSchema.parse('follow')
        const row = { id, order, actor: 'test', channel: 'cli' as const, placedAtMs: Date.now(), state: 'placed' as const }
        await tx.orders.place({ ...row, result: null })
      })
      const alarm = await until('the alarm', async () => (await alarms()).find(({ code }) => code === 'direct-path-not-ready'))
      expect(alarm).toMatchObject({ severity: 'warning', object: { kind: 'host', id: host.id } })
      const proved = await until('the proof to stand', async () => {
        const all = await ways()
        return all.some(({ way }) => way === 'direct') ? all : null
      })
      expect(proved.find(({ way }) => way === 'direct')).toMatchObject({ object: { name: host.name } })
      expect(proved.find(({ way }) => way === 'manager')?.findings).toContainEqual(
        expect.objectContaining({ trouble: 'no-direct-path', message: containing('1 of 2 hosts') }),
      )
      const journal = await read().journal.page({ limit: 200 })
      expect(JSON.stringify([tried, proved, journal])).not.toContain(esx.password)
      await callMutation(world.host, removeDirectPath, admin, { hostId: host.id, reason: null })
      await until(
        'it to be forgotten',
        async () =>
          (await alarms()).every(({ code }) => code !== 'direct-path-not-ready') &&
          (await ways()).every(({ way }) => way !== 'direct'),
      )
    })
  })
})
