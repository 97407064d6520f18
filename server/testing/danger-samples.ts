import type { DangerKind } from '../domain/danger'
import { deviceIdSchema, powerGroupIdSchema } from '../domain/ids'
import type { PowerGroup } from '../domain/world'
import type { DangerSign } from '../decide/danger-signs'

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
