import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { deviceIdSchema, powerGroupIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { deviceKind, withArticle } from '../power/device-kind'
import { conflict, notFound, refused } from '../service-error'
import { mutation } from '../verb'
import { groupObject } from './group-object'

/** Makes a power group (`id` null) or changes one. A UPS belongs to one group at most. */
export const saveGroup = mutation({
  name: 'groups.save',
  needs: 'configure',
  input: z.object({
    id: powerGroupIdSchema.nullable(),
    name: displayNameSchema,
    deviceIds: z.array(deviceIdSchema).min(1),
    requiredDevices: z.number().int().min(1),
  }),
  async run(context) {
    const { input, tx } = context
    const groups = await tx.groups.list()
    const before = groups.find(({ id }) => id === input.id)
    if (input.id !== null && before === undefined) throw notFound('This power group')
    const deviceIds = [...new Set(input.deviceIds)]
    const known = new Map((await tx.devices.list()).map((device) => [device.id, device]))
    for (const id of deviceIds) {
      const device = known.get(id)
      if (device === undefined) throw notFound('One of these UPSs')
      const kind = await deviceKind(tx, device)
      if (kind !== 'ups')
        throw refused(
          `${device.name} is ${withArticle(kind)}: it holds no energy`,
          'Group the UPSs, and say what feeds it on its own page.',
        )
    }
    if (input.requiredDevices > deviceIds.length)
      throw refused(
        `${input.requiredDevices} UPSs cannot be required where the group has ${deviceIds.length}`,
        'Lower the number or add a UPS.',
      )
    for (const other of groups.filter(({ id }) => id !== input.id)) {
      if (other.name === input.name) throw conflict(`Another power group is called “${input.name}”`, 'Choose another name.')
      if (other.deviceIds.some((id) => deviceIds.includes(id)))
        throw conflict(`One of these UPSs belongs to “${other.name}”`, 'Take it out of that group first.')
    }
    const group = {
      id: input.id ?? powerGroupIdSchema.parse(randomUUID()),
      name: input.name,
      deviceIds,
      requiredDevices: input.requiredDevices,
    }
    await tx.groups.put(group)
    await tell(context, {
      kind: before === undefined ? 'group.added' : 'group.changed',
      object: groupObject(group),
      message: `Power group ${group.name}: ${group.requiredDevices} of ${deviceIds.length} UPSs suffice`,
      data: {
        before: before === undefined ? null : { ...before, deviceIds: [...before.deviceIds] },
        after: { ...group },
      },
    })
    await configChanged(context)
    return { groupId: group.id }
  },
})
