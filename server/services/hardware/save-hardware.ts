import { randomUUID } from 'node:crypto'
import { hardwareEndpoint } from '../../domain/hardware'
import { credentialIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { hardwareInputSchema, requireFitting } from './hardware-input'

/** Gives a host its BMC, or another one. The credential is given each time, so that none is sent to a new address. */
export const saveHardware = mutation({
  name: 'hardware.save',
  needs: 'configure',
  input: hardwareInputSchema.extend({ reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    requireFitting(input)
    const host = await knownHost(tx, input.hostId)
    const endpoint = hardwareEndpoint(input.address)
    const system = input.address.kind === 'redfish' ? input.address.system : null
    for (const { hostId, address } of await tx.hardware.list()) {
      const isSame = address.kind === input.address.kind && hardwareEndpoint(address) === endpoint
      const ofOtherSystem = address.kind === 'redfish' && address.system !== system
      if (hostId !== host.id && isSame && !ofOtherSystem)
        throw conflict(`${endpoint} is another host’s BMC already`, 'A BMC belongs to one host: check the address.')
    }
    const before = await tx.hardware.get(host.id)
    if (before !== null) await tx.credentials.remove(before.credentialId)
    const credentialId = credentialIdSchema.parse(randomUUID())
    await tx.credentials.put({ id: credentialId, name: `BMC of ${host.name}`, secret: input.secret })
    await tx.hardware.put({ hostId: host.id, address: input.address, credentialId, createdAtMs: before?.createdAtMs ?? nowMs })
    await tell(context, {
      kind: before === null ? 'hardware.added' : 'hardware.changed',
      object: hostObject(host),
      reason: input.reason,
      message: `The BMC of ${host.name} ${before === null ? 'was added' : 'was changed'} (${input.address.kind}, ${endpoint})`,
      data: { address: { ...input.address }, before: before === null ? null : { ...before.address } },
    })
    await configChanged(context)
  },
})
