import { kindOf } from '../../domain/device-kind'
import type { DeviceKind } from '../../domain/ups'
import type { DeviceRow, StoreReads } from '../../store/store'
import { docOf } from '../latest-doc'
import { refused } from '../service-error'

/** As it says now, or said last. */
export const deviceKind = async (read: Pick<StoreReads, 'latest'>, device: DeviceRow): Promise<DeviceKind> =>
  kindOf(docOf('device', await read.latest.get('device', device.id))?.identity ?? device.identity)

const ARTICLES = { ups: 'a UPS', pdu: 'a PDU', ats: 'an ATS' } as const satisfies Record<DeviceKind, string>
export const withArticle = (kind: DeviceKind): string => ARTICLES[kind]

/** A PDU or an ATS has nothing of what is asked for. */
export const requireBattery = async (read: Pick<StoreReads, 'latest'>, device: DeviceRow): Promise<void> => {
  const kind = await deviceKind(read, device)
  if (kind !== 'ups')
    throw refused(`${device.name} is ${withArticle(kind)}: it has no battery`, 'Do this with the UPS that feeds it.')
}
