import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EXIT_CODE } from '../../cli/exit-code'
import { until } from '../../testing/require-peer'
import { hypervisorDrivers } from '../hypervisor/registry'
import type { ChangedObjects, DriverResult, ManagerAct, ManagerSession } from '../ports'
import { ovirtPeer } from './peers/ovirt'
import type { HypervisorPeer, RunningPeer } from './peers/peer'
import { proxmoxPeer } from './peers/proxmox'
import { runbookPeer, webhookPeer } from './peers/runbook'
import { vspherePeer } from './peers/vsphere'
import { hypervPeer, scvmmPeer } from './peers/windows'
import { xapiPeer } from './peers/xapi'
import { probedJson } from './probed-json'

/** libvirt is tried on its own lab, which holds real hosts. */
const peers: readonly HypervisorPeer[] = [
  ovirtPeer,
  proxmoxPeer,
  vspherePeer,
  hypervPeer,
  scvmmPeer,
  xapiPeer,
  runbookPeer,
  webhookPeer,
]
const quick = { deadlineMs: 15_000 }

describe.each(peers.map((peer) => [peer.kind, peer] as const))('the hypervisor port with a peer: %s', (kind, peer) => {
  const driver = hypervisorDrivers.find((one) => one.kind === kind)
  describe.skipIf(!peer.isHere() || driver === undefined)('signs in', () => {
    let running: RunningPeer
    beforeAll(async () => {
      running = await peer.start()
    })
    afterAll(() => running.stop())

    const sessions: ManagerSession[] = []
    afterEach(async () => {
      for (const session of sessions.splice(0)) await session.close()
    })
    const open = (changed: Partial<Pick<RunningPeer, 'address' | 'secret'>> = {}): ManagerSession => {
      if (driver === undefined) throw new Error('no driver')
      const session = driver.open({ address: running.address, secret: running.secret, ...changed })
      sessions.push(session)
      return session
    }
    const words = (result: DriverResult<unknown>): string => (result.kind === 'ok' ? 'ok' : `${result.message} ${result.hint}`)

    it('tells who it is and what it holds, and observes each of these alike', async () => {
      const session = open()
      expect(await session.identify(quick)).toMatchObject({ kind: 'ok', value: { kind } })
      const inventory = await session.inventory(quick)
      if (inventory.kind !== 'ok') throw new Error(words(inventory))
      const [vm, host] = [inventory.value.vms[0], inventory.value.hosts[0]]
      if (vm === undefined || host === undefined) throw new Error('an empty manager')
      expect(await session.observeVm(vm.nativeId, quick)).toMatchObject({
        kind: 'ok',
        value: { nativeId: vm.nativeId, uuid: vm.uuid, name: vm.name, macs: vm.macs, hostNativeId: vm.hostNativeId },
      })
      expect(await session.observeHost(host.nativeId, quick)).toMatchObject({ kind: 'ok', value: { nativeId: host.nativeId } })
    })

    it('`manager probe --json` tells programs the same; K5 refused, it names no secret', async () => {
      const inventory = await open().inventory(quick)
      if (inventory.kind !== 'ok') throw new Error(words(inventory))
      const probed = await probedJson(running)
      expect(probed.outcome).toMatchObject({ exitCode: 0, errors: '' })
      const { kind: told, hosts, vms } = probed.json()
      expect(told).toBe(kind)
      const ids = (all: readonly { readonly nativeId: string }[]) => all.map(({ nativeId }) => nativeId).sort()
      expect(ids(hosts)).toEqual(ids(inventory.value.hosts))
      expect(ids(vms)).toEqual(ids(inventory.value.vms))
      const refusal = await probedJson({ ...running, secret: running.wrongSecret })
      expect(refusal.outcome).toMatchObject({ exitCode: EXIT_CODE.refused, output: '' })
      for (const secret of running.secretTexts) expect(`${probed.outcome.output} ${refusal.outcome.errors}`).not.toContain(secret)
    })

    it('D11 gives every VM an identity of its own', async () => {
      const inventory = await open().inventory(quick)
      if (inventory.kind !== 'ok') throw new Error(words(inventory))
      const uuids = inventory.value.vms.map((vm) => vm.uuid ?? vm.nativeId)
      expect(new Set(uuids).size).toBe(uuids.length)
    })

    it('K5 a wrong password is refused with what to do, and is not repeated', async () => {
      const result = await open({ secret: running.wrongSecret }).inventory(quick)
      expect(result.kind).toBe('refused')
      expect(result).toHaveProperty('hint')
      for (const secret of running.secretTexts) expect(words(result)).not.toContain(secret)
    })

    it('without its pin it is refused, and the fingerprint told', async () => {
      const result = await open({ address: { ...running.address, pins: [] } }).identify(quick)
      expect(result.kind).toBe('refused')
      expect(words(result)).toContain(running.fingerprint)
    })

    it('what it does not know is null', async () => {
      const session = open()
      expect(await session.observeVm('no-such-vm', quick)).toEqual({ kind: 'ok', value: null })
      expect(await session.observeHost('no-such-host', quick)).toEqual({ kind: 'ok', value: null })
    })

    it('A5 R5 a host on which something runs is not rebooted; where the platform reboots none, that is said as unsupported', async () => {
      const session = open()
      const inventory = await session.inventory(quick)
      if (inventory.kind !== 'ok') throw new Error(words(inventory))
      const vm = inventory.value.vms.find(({ power, hostNativeId }) => power === 'on' && hostNativeId !== null)
      const can = { ...driver?.capabilities, ...inventory.value.capabilities }.hostReboot === true
      const hostNativeId = vm?.hostNativeId ?? inventory.value.hosts[0]?.nativeId
      if (hostNativeId === undefined) throw new Error('no host')
      const result = await session.act({ act: 'reboot-host', hostNativeId }, quick)
      expect(result.kind).toBe(can ? 'refused' : 'unsupported')
      const seen = await session.observeHost(hostNativeId, quick)
      expect(seen).toMatchObject({
        kind: 'ok',
        value: { connection: inventory.value.hosts.find((one) => one.nativeId === hostNativeId)?.connection },
      })
      // Only what tells a boot time can be verified.
      if (can && seen.kind === 'ok') expect(seen.value?.bootedAtMs).toEqual(expect.any(Number))
    })

    it('what happens to a VM is told, where the platform tells of changes', async () => {
      const session = open()
      const inventory = await session.inventory(quick)
      if (inventory.kind !== 'ok') throw new Error(words(inventory))
      const vm = inventory.value.vms.find(({ power, systemKind }) => power === 'on' && systemKind === null)
      if (session.watchChanges === undefined || vm === undefined) return
      const stop = new AbortController()
      const told: (ChangedObjects | null)[] = []
      const listening = session.watchChanges((changed) => told.push(changed), stop.signal)
      const { nativeId: vmNativeId } = vm
      const off: ManagerAct = { act: 'power-off', vmNativeId }
      const on: ManagerAct = { act: 'start', vmNativeId, hostNativeId: null }
      // What was there at the beginning is no news: it is switched until one is heard.
      const switched = async (): Promise<boolean> => {
        const seen = await session.observeVm(vmNativeId, quick)
        await session.act(seen.kind === 'ok' && seen.value?.power === 'off' ? on : off, quick)
        return told.some((changed) => changed === null || changed.vmNativeIds.includes(vmNativeId))
      }
      await until(`${vm.name} to be told`, switched, 90_000, 500)
      stop.abort()
      await session.close()
      expect((await listening).kind).not.toBe('unknown')
    })

    it('serves calls at the same time', async () => {
      const session = open()
      const results = await Promise.all([session.inventory(quick), session.identify(quick), session.inventory(quick)])
      expect(results.map((result) => result.kind)).toEqual(['ok', 'ok', 'ok'])
    })
  })
})
