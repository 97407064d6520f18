import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { credentialIdSchema, managerIdSchema } from '../../domain/ids'
import { managerAddressSchema, managerSecretSchema } from '../../domain/manager'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { usablePins } from './usable-pins'
import { managerObject } from './manager-object'
import { requireSafeAddress, toldAddress, withIds } from './safe-address'

export const addManager = mutation({
  name: 'managers.add',
  needs: 'configure',
  input: z.object({ name: displayNameSchema, address: managerAddressSchema, secret: managerSecretSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    requireSafeAddress(input.address)
    const pins = usablePins(input.address)
    for (const other of await tx.managers.list()) {
      if (other.address.kind === input.address.kind && other.address.url === input.address.url)
        throw conflict(`${other.name} is this manager already`, 'Remove that one first, or give another address.')
      if (other.name === input.name) throw conflict(`Another manager is called “${input.name}”`, 'Choose another name.')
    }
    const id = managerIdSchema.parse(randomUUID())
    const credentialId = credentialIdSchema.parse(randomUUID())
    await tx.credentials.put({ id: credentialId, name: input.name, secret: input.secret })
    const address = withIds({ ...input.address, pins }, null)
    await tx.managers.put({ id, name: input.name, address, credentialId, enabled: true, createdAtMs: nowMs })
    await tell(context, {
      kind: 'manager.added',
      object: managerObject({ id, name: input.name }),
      message: `Manager ${input.name} was added (${input.address.kind}, ${input.address.url})`,
      data: { address: toldAddress(address), secretKind: input.secret.kind },
    })
    await configChanged(context)
    return { managerId: id }
  },
})
