import { z } from 'zod'
import { commandRefusal, type CommandScene } from '../../decide/command-refusal'
import { HOST_OFF_AFTER_MS } from '../../decide/decide-step'
import { declaredFeed, isProofOf } from '../../domain/cabling'
import { type DeviceId, deviceIdSchema } from '../../domain/ids'
import { isUnderWay } from '../../domain/run'
import type { UpsCommand, UpsCommandKind } from '../../domain/ups-command'
import type { EffectiveFeed } from '../../domain/world'
import type { StoreReads } from '../../store/store'
import { docOf, docsOf } from '../latest-doc'
import { notFound } from '../service-error'
import { query } from '../verb'
import { worldOf } from '../world-of'

/** A command that would be refused now. `outletId` null: it is about the whole. */
interface OutlookRefusal {
  readonly kind: UpsCommandKind
  readonly outletId: string | null
  readonly message: string
  readonly hint: string
}

/** What could take power from a host, or a battery's charge: whatever else it can be told, nobody is refused. */
const judged = (outletIds: readonly string[]): readonly UpsCommand[] => [
  { kind: 'self-test' },
  { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' },
  { kind: 'output-cycle', delaySeconds: 0, offSeconds: 30 },
  ...outletIds.flatMap((outletId): UpsCommand[] => [
    { kind: 'outlet-off', outletId, delaySeconds: 0 },
    { kind: 'outlet-cycle', outletId, delaySeconds: 0 },
  ]),
]

type Reads = Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices' | 'care'>

/** As the engine last told it. How long a host has been down only the engine knows: here, one that is down counts as off. */
const sceneOf = async (read: Reads, deviceId: DeviceId): Promise<CommandScene | null> => {
  const [rows, runs, cables, world, feeds, deviceFeeds, [lastTest], bmcs] = await Promise.all([
    read.latest.all('device'),
    read.latest.all('run'),
    read.latest.all('cabling'),
    worldOf(read),
    read.feeds.list(),
    read.feeds.ofDevices(),
    read.care.tests(deviceId, 1),
    read.latest.all('hardware'),
  ])
  const devices = docsOf('device', rows).map((doc) => ({ ...doc, runtimeCurve: null }))
  const device = devices.find(({ id }) => id === deviceId)
  if (device === undefined) return null
  const contradicted = docsOf('cabling', cables).flatMap((cabling) =>
    cabling.feeds.filter(({ verdict }) => verdict === 'contradicted').map((proof) => ({ ...proof, hostId: cabling.hostId })),
  )
  const bmcOf = new Map(docsOf('hardware', bmcs).map((doc) => [doc.hostId, doc]))
  return {
    device,
    devices,
    groups: world.groups,
    world,
    declared: { feeds, deviceFeeds },
    hostDownForMs: (hostId) => {
      const host = world.hosts.find(({ id }) => id === hostId)
      return host?.connection === 'down' && !host.stale ? HOST_OFF_AFTER_MS : null
    },
    bmcPower: (hostId) => {
      const bmc = bmcOf.get(hostId)
      return bmc?.capabilities.powerState === true ? bmc.power : undefined
    },
    isContradicted: (feed: EffectiveFeed) =>
      contradicted.some((proof) => proof.hostId === feed.hostId && isProofOf(proof, declaredFeed(feed))),
    outageRuns: docsOf('run', runs).some(isUnderWay),
    underTest: new Set(lastTest?.outcome === 'running' ? [deviceId] : []),
  }
}

/** Which commands the engine would refuse now, and why: to be shown before anybody gives one. The engine looks again when one is given. */
export const commandOutlook = query({
  name: 'power.commandOutlook',
  needs: 'view',
  input: z.object({ deviceId: deviceIdSchema }),
  async run({ input: { deviceId }, read }): Promise<readonly OutlookRefusal[]> {
    if ((await read.devices.get(deviceId)) === null) throw notFound('This UPS')
    const kinds = docOf('device', await read.latest.get('device', deviceId))?.commands?.kinds ?? []
    const scene = await sceneOf(read, deviceId)
    if (scene === null) return []
    return judged(scene.device.outlets.map(({ id }) => id))
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((command) => {
        const refusal = commandRefusal(command, scene)
        return refusal === null
          ? []
          : [{ kind: command.kind, outletId: 'outletId' in command ? command.outletId : null, ...refusal }]
      })
  },
})
