import {
  credentialIdSchema,
  type DeviceId,
  deviceIdSchema,
  type HostId,
  hostIdOf,
  managerIdSchema,
} from '../../server/domain/ids'
import type { Datacenter } from '../../server/simulator/datacenter'
import type { StoreWrites } from '../../server/store/store'

export const SIMULATED_MANAGER = managerIdSchema.parse('pve')

/** In the store a simulated device is called as it is in the datacenter. */
export const deviceIdOf = (name: string): DeviceId => deviceIdSchema.parse(name)
export const simulatedHostId = (name: string): HostId => hostIdOf(SIMULATED_MANAGER, { uuid: null, nativeId: name })

/** Writes down what a simulated datacenter has: its devices and their cables, its manager, and who feeds its hosts. */
export const watchSimulator = async (
  tx: StoreWrites,
  { upses, passing, manager, hosts }: Datacenter['description'],
): Promise<void> => {
  const token = credentialIdSchema.parse('token')
  await tx.credentials.put({ id: token, name: 'pve', secret: { kind: 'api-token', ...manager.apiToken } })
  const snmp = credentialIdSchema.parse('snmp')
  const community = upses[0]?.community ?? ''
  await tx.credentials.put({ id: snmp, name: 'snmp', secret: { kind: 'snmp-community', version: '2c', community } })
  for (const { name, host, port } of [...upses, ...passing])
    await tx.devices.put({
      id: deviceIdOf(name),
      name,
      address: { protocol: 'snmp', host, port, family: 'auto' },
      credentialId: snmp,
      enabled: true,
      identity: null,
      createdAtMs: 0,
    })
  for (const { name, sources } of passing)
    await tx.feeds.setForDevice(
      deviceIdOf(name),
      sources.map(({ label, from, outletId }) => ({ deviceId: deviceIdOf(name), label, sourceId: deviceIdOf(from), outletId })),
    )
  await tx.managers.put({
    id: SIMULATED_MANAGER,
    name: 'pve',
    address: { kind: 'proxmox', url: manager.url, pins: [manager.fingerprint] },
    credentialId: token,
    enabled: true,
    createdAtMs: 0,
  })
  for (const { name, feeds } of hosts) {
    const hostId = simulatedHostId(name)
    await tx.feeds.setForHost(
      hostId,
      feeds.map(({ label, from, outletId }) => ({ deviceId: deviceIdOf(from), hostId, label, outletId })),
    )
  }
}
