import { z } from 'zod'
import {
  NUT_SERVICE_KEY,
  nutServiceOf,
  nutServiceSchema,
  nutUserNameSchema,
  servedDeviceSchema,
  type NutService,
} from '../../domain/nut-service'
import { kindOf } from '../../domain/device-kind'
import type { Json } from '../../domain/journal'
import { tell } from '../acting'
import { hashPassword } from '../auth/password'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound, refused } from '../service-error'
import { preparedMutation } from '../verb'

const userSchema = z.object({
  name: nutUserNameSchema,
  /** Some NAS boxes have a short one built in. Null: as it was. */
  password: z
    .string()
    .regex(/^[^\p{Cc}]{1,200}$/u, 'A password has 1 to 200 characters')
    .nullable()
    .default(null),
  primary: z.boolean().default(false),
})

/** Replaces the settings of the upsd-compatible server; passwords go in and never come out (K5). */
export const configureNutService = preparedMutation({
  name: 'nut.configure',
  needs: 'configure',
  input: z.object({
    ...nutServiceSchema.pick({
      enabled: true,
      listen: true,
      port: true,
      certificateFile: true,
      keyFile: true,
      requireTls: true,
    }).shape,
    users: z.array(userSchema).max(200).default([]),
    devices: z.array(servedDeviceSchema).max(10_000).default([]),
    reason: reasonSchema,
  }),
  /** Each new password's hash, by user name. */
  async prepare({ input }): Promise<ReadonlyMap<string, string>> {
    const hashes = new Map<string, string>()
    for (const { name, password } of input.users) if (password !== null) hashes.set(name, await hashPassword(password))
    return hashes
  },
  async run(context) {
    const { input, tx, prepared: hashes } = context
    const { reason, users, devices, ...listening } = input
    const before = nutServiceOf(await tx.settings.get(NUT_SERVICE_KEY))
    if ((listening.certificateFile === null) !== (listening.keyFile === null))
      throw refused('TLS needs both a certificate and its key', 'Name both files, or neither.')
    if (listening.requireTls && listening.certificateFile === null)
      throw refused('TLS cannot be required without a certificate', 'Name a certificate and its key.')
    if (new Set(users.map(({ name }) => name)).size < users.length)
      throw refused('A NUT user is named twice', 'Name each user once.')
    const names = devices.flatMap((device) => device.names.map((name) => name.toLowerCase()))
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined)
      throw conflict(`Two UPSs would both be served as “${twice}”`, 'A name means one UPS: choose another for one of them.')
    const known = new Map((await tx.devices.list()).map((device) => [device.id, device]))
    for (const { deviceId } of devices) {
      const device = known.get(deviceId)
      if (device === undefined) throw notFound('One of these UPSs')
      if (kindOf(device.identity) !== 'ups')
        throw refused(`${device.name} is no UPS: it has no battery to follow`, 'Serve the UPS that feeds it.')
    }
    const after: NutService = {
      ...listening,
      users: users.map(({ name, primary }) => {
        const passwordHash = hashes.get(name) ?? before.users.find((user) => user.name === name)?.passwordHash
        if (passwordHash === undefined) throw refused(`The NUT user ${name} has no password yet`, 'Type one.')
        return { name, primary, passwordHash }
      }),
      // A UPS about which nothing was said needs no row.
      devices: devices.filter(
        ({ names: chosen, lowBatteryRuntimeSeconds, lowBatteryStageId }) =>
          chosen.length > 0 || lowBatteryRuntimeSeconds !== null || lowBatteryStageId !== null,
      ),
    }
    await tx.settings.set(NUT_SERVICE_KEY, {
      ...after,
      users: after.users.map((user) => ({ ...user })),
      devices: after.devices.map((device) => ({ ...device })),
    })
    await tell(context, {
      kind: 'nut.configured',
      object: { kind: 'setting', id: NUT_SERVICE_KEY, name: 'NUT service' },
      reason,
      message: after.enabled
        ? `UPSs are to be served to NUT clients at ${after.listen}, TCP port ${after.port}, for ${after.users.length} user(s)`
        : 'UPSs are not to be served to NUT clients',
      data: {
        before: toldOf(before, []),
        after: toldOf(after, [...hashes.keys()]),
      },
    })
    await configChanged(context)
  },
})

/** What the journal may hold of it. */
const toldOf = (service: NutService, newPasswords: readonly string[]): Json => ({
  ...service,
  users: service.users.map(({ name, primary }) => ({ name, primary, newPassword: newPasswords.includes(name) })),
  devices: service.devices.map((device) => ({ ...device, names: [...device.names] })),
})
