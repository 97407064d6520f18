import {
  NUT_SERVICE_KEY,
  NUT_SERVICE_STATE_KEY,
  nutServiceOf,
  nutServiceStateSchema,
  servedNames,
  type NutServiceState,
} from '../../domain/nut-service'
import { kindOf } from '../../domain/device-kind'
import type { DeviceId, StageId } from '../../domain/ids'
import type { StoreReads } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export interface OfferedStage {
  readonly stageId: StageId
  readonly stageName: string
  readonly planName: string
}

export interface NutServiceDevice {
  readonly deviceId: DeviceId
  readonly deviceName: string
  /** As chosen; empty: derived. */
  readonly names: readonly string[]
  /** What clients may use now. */
  readonly servedAs: readonly string[]
  readonly lowBatteryRuntimeSeconds: number | null
  readonly lowBatteryStageId: StageId | null
  /** The stages of the published plan of its power group. */
  readonly stages: readonly OfferedStage[]
}

/** The upsd-compatible server as configured, and how it does. Never a password, nor what is left of one (K5). */
export const getNutService = query({
  name: 'nut.get',
  needs: 'configure',
  input: noInput,
  async run({ read }) {
    const { users, devices: served, ...service } = nutServiceOf(await read.settings.get(NUT_SERVICE_KEY))
    const state = nutServiceStateSchema.safeParse(await read.settings.get(NUT_SERVICE_STATE_KEY))
    const devices = (await read.devices.list()).filter(({ identity }) => kindOf(identity) === 'ups')
    const names = [...servedNames(devices, served)]
    const stages = await stagesByDevice(read)
    return {
      ...service,
      users: users.map(({ name, primary }) => ({ name, primary })),
      devices: devices.map(({ id, name }): NutServiceDevice => {
        const rule = served.find(({ deviceId }) => deviceId === id)
        return {
          deviceId: id,
          deviceName: name,
          names: rule?.names ?? [],
          servedAs: names.flatMap(([each, deviceId]) => (deviceId === id ? [each] : [])),
          lowBatteryRuntimeSeconds: rule?.lowBatteryRuntimeSeconds ?? null,
          lowBatteryStageId: rule?.lowBatteryStageId ?? null,
          stages: stages.get(id) ?? [],
        }
      }),
      state: state.success ? state.data : (null satisfies NutServiceState | null),
    }
  },
})

const stagesByDevice = async (read: StoreReads): Promise<ReadonlyMap<DeviceId, readonly OfferedStage[]>> => {
  const groups = await read.groups.list()
  const byDevice = new Map<DeviceId, OfferedStage[]>()
  for (const plan of await read.plans.list()) {
    const group = groups.find(({ id }) => id === plan.powerGroupId)
    const version = plan.publishedVersionId === null ? null : await read.plans.version(plan.publishedVersionId)
    for (const deviceId of group?.deviceIds ?? [])
      byDevice.set(deviceId, [
        ...(byDevice.get(deviceId) ?? []),
        ...(version?.content.stages ?? []).map(({ id, name }) => ({ stageId: id, stageName: name, planName: plan.name })),
      ])
  }
  return byDevice
}
