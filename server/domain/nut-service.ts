import { z } from 'zod'
import { deviceIdSchema, stageIdSchema, type DeviceId, type StageId } from './ids'

/** Key of the settings row that holds what `nutServiceSchema` describes. */
export const NUT_SERVICE_KEY = 'nut-service'
/** Key of the settings row in which the engine tells how the service does (`nutServiceStateSchema`). */
export const NUT_SERVICE_STATE_KEY = 'nut-service-state'

/** What NUT's own configuration files accept as a UPS's name. */
export const nutNameSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'letters, digits, dot, dash and underscore only')

/** Words that go through the protocol and through upsmon.conf without quoting trouble. */
export const nutUserNameSchema = z.string().regex(/^[^\s"\\\p{Cc}]{1,80}$/u, 'no spaces, quotes or backslashes')

export const servedDeviceSchema = z.object({
  deviceId: deviceIdSchema,
  /** What clients call it; several are aliases of one UPS. Empty: derived from the UPS's name. */
  names: z.array(nutNameSchema).max(8).default([]),
  /** On battery with so little runtime left, clients are told "low battery". Null: the UPS's own word for it. */
  lowBatteryRuntimeSeconds: z.number().int().min(0).max(86_400).nullable().default(null),
  /** Clients are told "low battery" once this stage has fired in a run that acts. */
  lowBatteryStageId: stageIdSchema.nullable().default(null),
})
export type ServedDevice = z.infer<typeof servedDeviceSchema>

/** The upsd-compatible server: where it listens and for whom. Off until somebody switches it on. */
export const nutServiceSchema = z.object({
  enabled: z.boolean().default(false),
  listen: z.string().trim().min(1).max(255).default('0.0.0.0'),
  port: z.number().int().min(1).max(65_535).default(3493),
  /** PEM files on the engine's machine; without both there is no STARTTLS. */
  certificateFile: z.string().trim().min(1).max(1_000).nullable().default(null),
  keyFile: z.string().trim().min(1).max(1_000).nullable().default(null),
  /** No user name or password is taken in clear. */
  requireTls: z.boolean().default(false),
  users: z
    .array(
      z.object({
        name: nutUserNameSchema,
        passwordHash: z.string(),
        /** May call itself primary, which some NAS boxes insist on. It can switch nothing either. */
        primary: z.boolean(),
      }),
    )
    .max(200)
    .default([]),
  devices: z.array(servedDeviceSchema).default([]),
})
export type NutService = z.infer<typeof nutServiceSchema>

/** What was never configured is off. */
export const nutServiceOf = (stored: unknown): NutService => nutServiceSchema.parse(stored ?? {})

export const nutServiceStateSchema = z.object({
  /** "0.0.0.0:3493"; null: not listening. */
  listeningAt: z.string().nullable(),
  /** Why not, or what is wrong with TLS, and what to do. */
  problem: z.string().nullable(),
  connections: z.number(),
  /** Who is logged in, per UPS. */
  logins: z.array(z.object({ upsName: z.string(), user: z.string(), address: z.string() })),
  atMs: z.number(),
})
export type NutServiceState = z.infer<typeof nutServiceStateSchema>

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 48) || 'ups'

/** Every name that clients may use, with the UPS it means. Chosen names win; derived ones give way by a number. */
export const servedNames = (
  devices: readonly { readonly id: DeviceId; readonly name: string }[],
  served: readonly Pick<ServedDevice, 'deviceId' | 'names'>[],
): ReadonlyMap<string, DeviceId> => {
  const names = new Map<string, DeviceId>()
  const known = new Set(devices.map(({ id }) => id))
  for (const { deviceId, names: chosen } of served)
    for (const name of chosen) if (known.has(deviceId) && !names.has(name)) names.set(name, deviceId)
  const named = new Set(names.values())
  for (const { id, name } of devices) {
    if (named.has(id)) continue
    const slug = slugOf(name)
    let free = slug
    for (let number = 2; names.has(free); number += 1) free = `${slug}-${number}`
    names.set(free, id)
  }
  return names
}

/** The rule of one UPS; a UPS that nobody named has none. */
export const lowBatteryRuleOf = (
  service: NutService,
  deviceId: DeviceId,
): { readonly runtimeSeconds: number | null; readonly stageId: StageId | null } => {
  const device = service.devices.find((candidate) => candidate.deviceId === deviceId)
  return { runtimeSeconds: device?.lowBatteryRuntimeSeconds ?? null, stageId: device?.lowBatteryStageId ?? null }
}
