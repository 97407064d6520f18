import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type CredentialId, credentialIdSchema } from '../../domain/ids'
import type { StoreReads } from '../../store/store'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { endpointOf } from '../../domain/ups-endpoint'
import { conflict, refused } from '../service-error'
import { mutation } from '../verb'
import { currentTopology, digestOf, importRequestSchema, planOf } from './import-request'

const isUsed = async (tx: StoreReads, id: CredentialId): Promise<boolean> =>
  [...(await tx.devices.list()), ...(await tx.managers.list())].some(({ credentialId }) => credentialId === id)

const COUNTED = ['add', 'change', 'same', 'refused', 'left-out', 'not-understood'] as const

/** Does what the preview showed, all of it in one transaction with one entry; lines that were refused stay undone. */
export const applyImport = mutation({
  name: 'topology.applyImport',
  needs: 'configure',
  input: importRequestSchema.extend({ digest: z.string().min(1).max(100), reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const { digest, reason, ...request } = input
    const plan = planOf(request, await currentTopology(tx), randomUUID)
    if (digestOf(plan.rows) !== digest)
      throw conflict('Something has changed since the preview', 'Look at the preview again, then apply.')
    const { devices, groups, feeds, deviceFeeds } = plan
    if (devices.length + groups.length + feeds.size + deviceFeeds.size === 0)
      throw refused('Nothing would be added or changed', 'Look at the lines that were refused, and say what is missing.')
    for (const { id, name, address, before, secret } of devices) {
      const credentialId = before?.credentialId ?? credentialIdSchema.parse(randomUUID())
      if (secret !== null) {
        // A new id makes the engine ask with the new credential at once.
        const fresh = before === null ? credentialId : credentialIdSchema.parse(randomUUID())
        await tx.credentials.put({ id: fresh, name, secret })
        await tx.devices.put({
          id,
          name,
          address,
          credentialId: fresh,
          enabled: before?.enabled ?? true,
          identity: null,
          createdAtMs: before?.createdAtMs ?? nowMs,
        })
        if (before !== null && !(await isUsed(tx, before.credentialId))) await tx.credentials.remove(before.credentialId)
      } else if (before !== null) await tx.devices.put({ ...before, name, address })
    }
    for (const group of groups) await tx.groups.put(group)
    for (const [hostId, all] of feeds) await tx.feeds.setForHost(hostId, all)
    for (const [deviceId, all] of deviceFeeds) await tx.feeds.setForDevice(deviceId, all)
    const counts = Object.fromEntries(
      COUNTED.map((outcome) => [outcome, plan.rows.filter((row) => row.outcome === outcome).length]),
    )
    await tell(context, {
      kind: 'topology.imported',
      object: { kind: 'setting', id: 'topology', name: 'Topology' },
      reason,
      message: `An import (${input.format}) added ${counts['add'] ?? 0} and changed ${counts['change'] ?? 0} of UPSs, power groups and feeds`,
      data: {
        format: input.format,
        counts,
        devices: devices.map(({ id, name, address, before }) => ({
          id,
          name,
          endpoint: endpointOf(address),
          before: before === null ? null : { name: before.name, endpoint: endpointOf(before.address) },
        })),
        groups: groups.map((group) => ({ ...group, deviceIds: [...group.deviceIds] })),
        feeds: [...feeds.values()].flat().map((feed) => ({ ...feed })),
        deviceFeeds: [...deviceFeeds.values()].flat().map((feed) => ({ ...feed })),
      },
    })
    await configChanged(context)
    return { added: counts['add'] ?? 0, changed: counts['change'] ?? 0 }
  },
})
