import type { JournalObject } from '../../domain/journal'
import type { DeviceRow } from '../../store/store'

export const deviceObject = (device: Pick<DeviceRow, 'id' | 'name'>): JournalObject => ({
  kind: 'device',
  id: device.id,
  name: device.name,
})
