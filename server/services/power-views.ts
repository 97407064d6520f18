import type { PowerGroupId } from '../domain/ids'
import type { PowerDeviceView } from '../domain/world'
import { docOf, docsOf } from './latest-doc'
import type { WorldReads } from './world-of'

/** UPSs as a forecast reads them; those of its group with what is learned of their batteries. */
export const viewsFor = async (
  read: Pick<WorldReads, 'latest' | 'groups'>,
  groupId: PowerGroupId,
): Promise<readonly PowerDeviceView[]> => {
  const [rows, groups] = await Promise.all([read.latest.all('device'), read.groups.list()])
  const deviceIds = groups.find(({ id }) => id === groupId)?.deviceIds ?? []
  const batteries = await Promise.all(deviceIds.map(async (id) => docOf('battery', await read.latest.get('battery', id))))
  const curves = new Map(batteries.flatMap((battery) => (battery === null ? [] : [[battery.id, battery.curve] as const])))
  return docsOf('device', rows).map((doc) => ({ ...doc, runtimeCurve: curves.get(doc.id) ?? null }))
}
