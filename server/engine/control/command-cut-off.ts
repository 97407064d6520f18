import type { JournalDraft } from '../../domain/journal'
import type { Order } from '../../domain/order'
import type { DeviceRow, OrderRow } from '../../store/store'
import { toJson } from '../to-json'
import { commandWords } from './command-words'

/** The entry that closes the intent of an engine that died over it: whether the UPS heard is not known (A1). */
export const commandCutOff = (
  { deviceId, command, reason }: Extract<Order, { kind: 'device.command' }>,
  { actor, channel }: OrderRow,
  nowMs: number,
  device: DeviceRow | null,
): JournalDraft => {
  const name = device?.name ?? deviceId
  return {
    atMs: nowMs,
    kind: 'device.command-result',
    actor,
    channel,
    object: { kind: 'device', id: deviceId, name },
    reason,
    outcome: 'unknown',
    message: `${name}, ${commandWords(command)}: the engine ended meanwhile; it is not told again`,
    data: toJson({ command }),
  }
}
