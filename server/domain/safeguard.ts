import { z } from 'zod'

/**
 * What of a platform fights the orderly shutdown of a whole cluster, and is set aside for it (D10): one switch, with everything that
 * must be put back as it was found (R8). Ids are the manager's own.
 */
export const safeguardSettingSchema = z.discriminatedUnion('kind', [
  /** vSphere HA: `ClusterDasConfigInfo`. */
  z.object({ kind: z.literal('vsphere-ha'), enabled: z.boolean(), hostMonitoring: z.string().nullable() }),
  /** DRS: to manual, never off, which would delete resource pools. `overrides`: whether VMs may have a level of their own. */
  z.object({
    kind: z.literal('vsphere-drs'),
    level: z.enum(['manual', 'partiallyAutomated', 'fullyAutomated']),
    overrides: z.boolean().nullable(),
  }),
  /** Proxmox VE's HA manager and its watchdogs. */
  z.object({ kind: z.literal('proxmox-ha'), armed: z.boolean() }),
  /** Of Ceph's flags those that keep it from healing what only rests. */
  z.object({ kind: z.literal('ceph-flags'), set: z.array(z.string()) }),
  /** A pool's HA, with all that it needs to be switched on again. */
  z.object({
    kind: z.literal('xapi-ha'),
    enabled: z.boolean(),
    heartbeatStorage: z.array(z.string()),
    configuration: z.record(z.string(), z.string()),
    failuresToTolerate: z.number().nullable(),
  }),
  /** oVirt restarts hosts of a cluster that do not answer, by their power management; and when it does not. Null: it does not say. */
  z.object({
    kind: z.literal('ovirt-fencing'),
    enabled: z.boolean(),
    skipIfStorageActive: z.boolean().nullable(),
    skipIfUnconnected: z.boolean().nullable(),
    /** Of the cluster's hosts, from which on `skipIfUnconnected` holds. */
    unconnectedPercent: z.number().nullable(),
    skipIfBricksUp: z.boolean().nullable(),
    skipIfNoBrickQuorum: z.boolean().nullable(),
  }),
  /**
   * VMs that a host starts whenever it boots, whatever was running before. Being named is what decides; `how` are the platform's own
   * words for it (order, delays): put back too, but told and not fought for where the platform then shows others.
   */
  z.object({
    kind: z.literal('autostart'),
    vms: z.array(z.object({ nativeId: z.string(), name: z.string(), how: z.record(z.string(), z.string()) })),
  }),
])
export type SafeguardSetting = z.infer<typeof safeguardSettingSchema>

/**
 * Where its restoring stands among what comes back. `vms-wait`: its VMs cannot be started before it. `beside`: as soon as hosts are
 * well. `after-vms`: it might refuse or move VMs that are just being started.
 */
export type RestorePlace = 'vms-wait' | 'beside' | 'after-vms'

export interface SafeguardFacts {
  /** Unique within its manager. */
  readonly nativeId: string
  /** "HA of Cluster A" */
  readonly name: string
  readonly hostNativeIds: readonly string[]
  readonly setting: SafeguardSetting
  /** It is set aside, by whomever. */
  readonly isDisarmed: boolean
  /** True: only once the VMs of its hosts are off, for it does not let them be stopped afterwards. */
  readonly disarmAfterVms: boolean
  /** True: without a majority of its hosts it fights even those that stay. Absent: it needs none. */
  readonly needsMajority?: boolean
  /** It is on its way from one to the other: nothing is concluded from it. Absent: it is not. */
  readonly isChanging?: boolean
  readonly restore: RestorePlace
  /** Why the platform is not well enough to have it back, in words: quorum, storage. Empty: it is. */
  readonly unhealthy: readonly string[]
}

/** Without some of its VMs, which are not touched or not there any more. Only autostart is about VMs. */
export const withoutVms = (setting: SafeguardSetting, nativeIds: ReadonlySet<string>): SafeguardSetting =>
  setting.kind === 'autostart'
    ? { kind: setting.kind, vms: setting.vms.filter(({ nativeId }) => !nativeIds.has(nativeId)) }
    : setting

/** What of it a step sets aside. The rest of what was found is only put back: it was set aside by an earlier step, and is spared since. */
export const toSetAside = ({
  found,
  sparedVms,
}: {
  readonly found: SafeguardSetting
  readonly sparedVms?: readonly string[]
}): SafeguardSetting => withoutVms(found, new Set(sparedVms))

/** VMs that start with their host, by their manager's ids. Only autostart is about VMs. */
export const startingVms = (setting: SafeguardSetting): ReadonlySet<string> =>
  new Set(setting.kind === 'autostart' ? setting.vms.map(({ nativeId }) => nativeId) : [])

/** Of those of its VMs that are asked for. */
export const vmNames = (setting: SafeguardSetting | undefined, nativeIds: readonly string[]): readonly string[] =>
  setting?.kind === 'autostart' ? setting.vms.flatMap(({ nativeId, name }) => (nativeIds.includes(nativeId) ? [name] : [])) : []

/** What was found is set aside, whatever beside it stays: a host goes on starting the VMs that are spared. */
export const isAside = (found: SafeguardSetting, seen: Pick<SafeguardFacts, 'setting' | 'isDisarmed'>): boolean => {
  if (found.kind !== 'autostart' || seen.setting.kind !== found.kind) return seen.isDisarmed
  const starting = startingVms(seen.setting)
  return found.vms.every(({ nativeId }) => !starting.has(nativeId))
}

/** Somebody has armed it, in whatever way. Of autostart that says nothing: it is armed for each VM by itself. */
export const isArmed = (seen: Pick<SafeguardFacts, 'setting' | 'isDisarmed'>): boolean =>
  seen.setting.kind !== 'autostart' && !seen.isDisarmed

/** What of VMs that start again is not as it was found, in the platform's own words: "web: startOrder 3, not 1". Empty: nothing. */
export const deviations = (found: SafeguardSetting, seen: SafeguardSetting): readonly string[] => {
  if (found.kind !== 'autostart' || seen.kind !== found.kind) return []
  const starting = new Map(seen.vms.map(({ nativeId, how }) => [nativeId, how]))
  return found.vms.flatMap(({ nativeId, name, how }) => {
    const now = starting.get(nativeId)
    if (now === undefined) return []
    const others = Object.entries(how).filter(([key, value]) => now[key] !== value)
    return others.length === 0
      ? []
      : [`${name}: ${others.map(([key, was]) => `${key} ${now[key] ?? 'none'}, not ${was}`).join(', ')}`]
  })
}

/** That what decides is seen as it was found: nothing more needs to be put back. */
export const isAsFound = (found: SafeguardSetting, seen: SafeguardSetting): boolean => {
  switch (found.kind) {
    case 'vsphere-ha':
      return seen.kind === found.kind && seen.enabled === found.enabled && seen.hostMonitoring === found.hostMonitoring
    case 'vsphere-drs':
      return seen.kind === found.kind && seen.level === found.level && seen.overrides === found.overrides
    case 'proxmox-ha':
      return seen.kind === found.kind && seen.armed === found.armed
    case 'ceph-flags':
      return seen.kind === found.kind && seen.set.toSorted().join() === found.set.toSorted().join()
    case 'xapi-ha':
      return (
        seen.kind === found.kind &&
        seen.enabled === found.enabled &&
        (!found.enabled || found.failuresToTolerate === null || seen.failuresToTolerate === found.failuresToTolerate)
      )
    case 'ovirt-fencing':
      return (
        seen.kind === found.kind &&
        seen.enabled === found.enabled &&
        seen.skipIfStorageActive === found.skipIfStorageActive &&
        seen.skipIfUnconnected === found.skipIfUnconnected &&
        seen.unconnectedPercent === found.unconnectedPercent &&
        seen.skipIfBricksUp === found.skipIfBricksUp &&
        seen.skipIfNoBrickQuorum === found.skipIfNoBrickQuorum
      )
    case 'autostart': {
      const starting = startingVms(seen)
      return seen.kind === found.kind && found.vms.every(({ nativeId }) => starting.has(nativeId))
    }
  }
}

/** For the journal: "on, host monitoring enabled". */
export const settingWords = (setting: SafeguardSetting): string => {
  switch (setting.kind) {
    case 'vsphere-ha':
      return `${setting.enabled ? 'on' : 'off'}${setting.hostMonitoring === null ? '' : `, host monitoring ${setting.hostMonitoring}`}`
    case 'vsphere-drs':
      return `${setting.level}${setting.overrides === null ? '' : `, levels of single VMs ${setting.overrides ? 'allowed' : 'not allowed'}`}`
    case 'proxmox-ha':
      return setting.armed ? 'armed' : 'disarmed'
    case 'ceph-flags':
      return setting.set.length === 0 ? 'no flag set' : `${setting.set.join(', ')} set`
    case 'xapi-ha':
      return setting.enabled
        ? `on, heartbeats on ${setting.heartbeatStorage.length} storages, ${setting.failuresToTolerate ?? 'unknown'} failures to tolerate`
        : 'off'
    case 'ovirt-fencing': {
      const { enabled, skipIfStorageActive, skipIfUnconnected, unconnectedPercent } = setting
      const unconnected = unconnectedPercent === null ? 'hosts' : `${unconnectedPercent} % of the hosts`
      return [
        enabled ? 'on' : 'off',
        skipIfStorageActive === true ? 'not while a host reaches its storage' : null,
        skipIfUnconnected === true ? `not while ${unconnected} are unconnected` : null,
      ]
        .filter((word) => word !== null)
        .join(', ')
    }
    case 'autostart':
      return setting.vms.length === 0 ? 'starts no VM' : `starts ${setting.vms.map(({ name }) => name).join(', ')}`
  }
}
