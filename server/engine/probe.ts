import type { Order } from '../domain/order'
import type { Json } from '../domain/journal'
import { managerSecretSchema } from '../domain/manager'
import { upsSecretSchema } from '../domain/ups'
import { probeUps } from '../drivers/ups/probe'
import type { Store } from '../store/store'
import { lookAtManager } from './look-at-manager'
import { toJson } from './to-json'

const DEVICE_DEADLINE_MS = 8_000

type Answer =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly message: string; readonly hint: string }

/** Reads a UPS that is not configured yet, with credentials that are used once. */
const probeDevice = async (store: Store, order: Extract<Order, { kind: 'device.probe' }>): Promise<Answer> => {
  const secret = upsSecretSchema.parse(store.secrets.open(order.sealed))
  const probed = await probeUps({ address: order.address, secret }, { deadlineMs: DEVICE_DEADLINE_MS })
  return probed.kind === 'ok'
    ? { ok: true, result: toJson(probed.value) }
    : { ok: false, message: probed.message, hint: probed.hint }
}

/** Reads a manager that is not configured yet: who it is, and what it has. */
const probeManager = async (store: Store, order: Extract<Order, { kind: 'manager.probe' }>): Promise<Answer> => {
  const secret = managerSecretSchema.parse(store.secrets.open(order.sealed))
  const seen = await lookAtManager({ address: order.address, secret })
  if (seen.kind !== 'ok') return { ok: false, message: seen.message, hint: seen.hint }
  const { identity, inventory } = seen.value
  const { recovery } = inventory
  return {
    ok: true,
    result: toJson({
      identity,
      clusters: inventory.clusters.map((cluster) => cluster.name),
      hosts: inventory.hosts.map((host) => host.name),
      vmCount: inventory.vms.length,
      ...(recovery === undefined
        ? {}
        : { recovery: { planCount: recovery.plans.length, replicationCount: recovery.replications?.length ?? null } }),
    }),
  }
}

/** Whatever a person wants to try before it is saved. */
export const probed = (store: Store, order: Extract<Order, { kind: 'device.probe' | 'manager.probe' }>): Promise<Answer> => {
  switch (order.kind) {
    case 'device.probe':
      return probeDevice(store, order)
    case 'manager.probe':
      return probeManager(store, order)
  }
}
