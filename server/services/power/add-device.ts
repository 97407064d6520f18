import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { credentialIdSchema, deviceIdSchema } from '../../domain/ids'
import { upsAddressSchema, upsSecretSchema } from '../../domain/ups'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { deviceObject } from './device-object'
import { endpointOf } from './endpoint'
import { requireFittingSecret } from './fitting-secret'

export const addDevice = mutation({
  name: 'power.add',
  needs: 'configure',
  input: z.object({ name: displayNameSchema, address: upsAddressSchema, secret: upsSecretSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    requireFittingSecret(input.address, input.secret)
    const endpoint = endpointOf(input.address)
    for (const other of await tx.devices.list()) {
      if (endpointOf(other.address) === endpoint)
        throw conflict(`${other.name} is this UPS already (${endpoint})`, 'Rename or remove that one first.')
      if (other.name === input.name) throw conflict(`Another UPS is called “${input.name}”`, 'Choose another name.')
    }
    const id = deviceIdSchema.parse(randomUUID())
    const credentialId = credentialIdSchema.parse(randomUUID())
    await tx.credentials.put({ id: credentialId, name: input.name, secret: input.secret })
    await tx.devices.put({
      id,
      name: input.name,
      address: input.address,
      credentialId,
      enabled: true,
      identity: null,
      createdAtMs: nowMs,
    })
    await tell(context, {
      kind: 'device.added',
      object: deviceObject({ id, name: input.name }),
      message: `UPS ${input.name} was added (${endpoint})`,
      data: { endpoint, family: input.address.protocol === 'snmp' ? input.address.family : 'nut', secretKind: input.secret.kind },
    })
    await configChanged(context)
    return { deviceId: id }
  },
})
