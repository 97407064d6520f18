import { engineModel, settle } from '../../server/testing/ovirt/engine-model'
import { startStandIn as startEngine } from '../../server/testing/ovirt/stand-in'
import { type PoolRecords, reference, smallPool, vmRecord } from '../../server/testing/xapi/pool-records'
import { account as poolAccount, startStandIn as startPool } from '../../server/testing/xapi/stand-in'
import { demoDatacenter } from '../../server/simulator/demo/demo-datacenter'
import { tickGuests } from '../../server/simulator/world/guests'
import { startPveServer } from '../../server/simulator/proxmox/pve-server'
import { World } from '../../server/simulator/world/world'

/** A manager with so many VMs, in a process of its own: `KIND COUNT`. Tells where it is and how to sign in; ends with its parent. */

const VMS_PER_HOST = 50
/** What was ordered is done so soon. */
const DONE_WITHIN_MS = 200

/** A pool of the toolstack's records; each VM has a disk and a network interface. */
const bigPool = (count: number): PoolRecords => {
  const pool = smallPool()
  const into = (name: string, key: string, record: Record<string, unknown>) => ((pool[name] ??= {})[key] = record)
  for (let index = 0; index < count; index += 1) {
    const name = `vm${index}`
    const devices = { VBDs: [reference(`vbd-${name}`)], VIFs: [reference(`vif-${name}`)] }
    into('VM', reference(name), vmRecord(name, { resident_on: reference(index % 2 === 0 ? 'xen1' : 'xen2'), ...devices }))
    into('VM_metrics', reference(`metrics-${name}`), { memory_actual: 2 ** 31, current_domain_type: 'hvm' })
    into('VM_guest_metrics', reference(`guest-${name}`), {
      PV_drivers_version: { major: '8', minor: '2' },
      PV_drivers_detected: true,
      other: { 'feature-shutdown': '1' },
    })
    into('VBD', reference(`vbd-${name}`), {
      VM: reference(name),
      VDI: reference(`vdi-${name}`),
      type: 'Disk',
      userdevice: '0',
      empty: false,
    })
    into('VDI', reference(`vdi-${name}`), { SR: reference('shared'), virtual_size: 2 ** 35 })
    const octets = [index >> 16, (index >> 8) & 255, index & 255].map((octet) => octet.toString(16).padStart(2, '0'))
    into('VIF', reference(`vif-${name}`), {
      VM: reference(name),
      network: reference('vlan20'),
      MAC: `52:54:00:${octets.join(':')}`,
    })
  }
  return pool
}

const bigCluster = (count: number): World => {
  const [host] = demoDatacenter.hosts
  const [vm] = demoDatacenter.vms
  if (host === undefined || vm === undefined) throw new Error('the demo is empty')
  const hosts = Array.from({ length: Math.ceil(count / VMS_PER_HOST) }, (_, index) => ({
    ...host,
    name: `pve-${index}`,
    feeds: [],
    outlets: {},
    memoryMiB: 1024 * 1024,
  }))
  const vms = Array.from({ length: count }, (_, index) => {
    const digits = index.toString(16).padStart(12, '0')
    return {
      ...vm,
      vmid: 100 + index,
      name: `vm${index}`,
      hostName: `pve-${index % hosts.length}`,
      uuid: `00000000-0000-4000-8000-${digits}`,
      mac: `BC:24:11:${(digits.slice(-6).match(/../g) ?? []).join(':').toUpperCase()}`,
    }
  })
  return new World({ ...demoDatacenter, hosts, vms })
}

const STARTS: Readonly<
  Record<string, (count: number) => Promise<{ url: string; fingerprint: string; user: string; password: string }>>
> = {
  ovirt: async (count) => {
    const account = { user: 'monitor@internal', password: 'right-secret' }
    const model = engineModel(Math.ceil(count / VMS_PER_HOST), count)
    const { url, fingerprint } = await startEngine(model, account)
    setInterval(() => settle(model), DONE_WITHIN_MS)
    return { url, fingerprint, ...account }
  },
  xapi: async (count) => {
    const { url, fingerprint, state } = await startPool(bigPool(count))
    setInterval(() => state.pendingTasks.forEach((task) => state.finish(task)), DONE_WITHIN_MS)
    return { url, fingerprint, ...poolAccount }
  },
  proxmox: async (count) => {
    const account = { user: 'root@pam', password: 'right-secret', apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }
    const world = bigCluster(count)
    const { url, fingerprint } = await startPveServer(world, account, Date.now())
    // Guests alone: what feeds the hosts is not told here.
    setInterval(() => {
      world.state.nowMs += DONE_WITHIN_MS
      tickGuests(world.state, DONE_WITHIN_MS)
    }, DONE_WITHIN_MS)
    return { url, fingerprint, user: account.user, password: account.password }
  },
}

const [kind = '', count = ''] = process.argv.slice(2)
process.once('disconnect', () => process.exit())
process.send?.(await STARTS[kind]?.(Number(count)))
