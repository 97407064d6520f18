import type { DangerKind, DangerTrack } from '../domain/danger'
import { deviceIdSchema, powerGroupIdSchema } from '../domain/ids'
import type { PowerGroup } from '../domain/world'
import type { DangerSign } from '../decide/danger-signs'
import { NO_DANGERS } from '../decide/danger-track'

export const groupWith = (names: readonly string[], requiredDevices = 1): PowerGroup => ({
  id: powerGroupIdSchema.parse('row'),
  name: 'Row',
  deviceIds: names.map((name) => deviceIdSchema.parse(name)),
  requiredDevices,
})

export const signOf = (kind: DangerKind, seconds: number, celsius: number | null = null): DangerSign => ({
  kind,
  seconds,
  celsius,
  of: 'ups-a',
})

export const dangersWith = (given: Partial<DangerTrack>): DangerTrack => ({ ...NO_DANGERS, ...given })
