import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Resource = Record<string, unknown>

const ROOT = '/redfish/v1'
const SYSTEM = `${ROOT}/Systems/one`
const CHASSIS = `${ROOT}/Chassis/box`

const link = (path: string) => ({ '@odata.id': path })
const FINE = { State: 'Enabled', Health: 'OK' }

export interface SmallMachine {
  readonly resetTypes: readonly string[] | null
  readonly supplies: readonly Resource[]
}

/** A small service with the older Thermal and Power resources, by hand after DSP0268. */
export const smallMachine = ({ resetTypes, supplies }: SmallMachine): Map<string, Resource> =>
  new Map<string, Resource>([
    [ROOT, { RedfishVersion: '1.6.0', Systems: link(`${ROOT}/Systems`), Chassis: link(`${ROOT}/Chassis`) }],
    [`${ROOT}/Systems`, { Members: [link(SYSTEM)] }],
    [
      SYSTEM,
      {
        Id: 'one',
        Manufacturer: 'Contoso',
        Model: 'Small',
        UUID: 'AAAAAAAA-0000-4000-8000-000000000001',
        PowerState: 'On',
        Status: FINE,
        Links: { Chassis: [link(CHASSIS)] },
        Actions: {
          '#ComputerSystem.Reset': {
            target: `${SYSTEM}/Actions/ComputerSystem.Reset`,
            ...(resetTypes === null ? {} : { 'ResetType@Redfish.AllowableValues': resetTypes }),
          },
        },
      },
    ],
    [CHASSIS, { Thermal: link(`${CHASSIS}/Thermal`), Power: link(`${CHASSIS}/Power`) }],
    [
      `${CHASSIS}/Thermal`,
      {
        Temperatures: [{ MemberId: '0', Name: 'Inlet', ReadingCelsius: 22.5, UpperThresholdCritical: 45, Status: FINE }],
        Fans: [{ MemberId: '0', FanName: 'Fan 1', Reading: 40, ReadingUnits: 'Percent', Status: FINE }],
      },
    ],
    [`${CHASSIS}/Power`, { PowerControl: [{ PowerConsumedWatts: 210 }], PowerSupplies: supplies }],
  ])

/** Every `index.json` of a recorded service, by its path; the root of the folder is the service's root. */
export const recordedResources = (folder: string): Map<string, Resource> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)index\.json$/.test(file))
  return new Map(
    files.map((file) => {
      const parsed: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const path = file.replace(/\/?index\.json$/, '')
      return [path === '' ? ROOT : `${ROOT}/${path}`, typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}]
    }),
  )
}

/** One property changed, as a service would tell it then. */
export const changed = (resources: Map<string, Resource>, path: string, properties: Resource): void =>
  void resources.set(path, { ...resources.get(path), ...properties })
