import type { ReadingName } from '../../../server/domain/power-reading'
import type { DeviceKind, Outlet } from '../../../server/domain/ups'
import type { ServedValue, ServedValues } from './ups-mib-values'

/** One object as an agent serves it: a number, unsigned where the MIB says so, an OID, or text. */
export type MadeValue = number | { readonly gauge: number } | { readonly objectId: string } | string

/** A device of which no recording is at hand: made from its MIB's text, with what each reader must make of it. */
export interface MadeDevice {
  readonly name: string
  readonly family: string
  readonly kind: DeviceKind
  /** NUT's name for the MIB; null: it has none. */
  readonly nutMib: string | null
  readonly sysObjectId: string
  readonly objects: Readonly<Record<string, MadeValue>>
  readonly model: string
  readonly serial: string
  readonly believed: Partial<Record<ReadingName, number>>
  readonly outlets: readonly Outlet[]
  /** NUT's variables as it must show them. */
  readonly nutSays: Readonly<Record<string, string | number>>
}

/** Below one OID. */
export const below = (base: string, objects: Readonly<Record<string, MadeValue>>): Readonly<Record<string, MadeValue>> =>
  Object.fromEntries(Object.entries(objects).map(([oid, value]) => [`${base}.${oid}`, value]))

const partsOf = (oid: string): readonly number[] => oid.split('.').map(Number)

const inOrder = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => {
  const [left, right] = [partsOf(one), partsOf(other)]
  const at = left.findIndex((part, index) => part !== right[index])
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}

const TYPES = { objectId: 6, integer: 2, text: 4, gauge: 66 } as const

const lineOf = (oid: string, value: MadeValue): string => {
  if (typeof value === 'number') return `${oid}|${TYPES.integer}|${value}`
  if (typeof value === 'string') return `${oid}|${TYPES.text}|${value}`
  return 'gauge' in value ? `${oid}|${TYPES.gauge}|${value.gauge}` : `${oid}|${TYPES.objectId}|${value.objectId}`
}

/** As snmpsim reads it: in the order of the OIDs. */
export const snmprecOf = ({ name, sysObjectId, objects }: MadeDevice): string =>
  [
    `1.3.6.1.2.1.1.1.0|${TYPES.text}|${name}`,
    `1.3.6.1.2.1.1.2.0|${TYPES.objectId}|${sysObjectId}`,
    ...Object.entries(objects)
      .sort(inOrder)
      .map(([oid, value]) => lineOf(oid, value)),
    '',
  ].join('\n')

const servedValue = (value: MadeValue): ServedValue => {
  if (typeof value === 'number') return { type: 'integer', value }
  if (typeof value === 'string') return { type: 'string', value }
  return 'gauge' in value ? { type: 'gauge', value: value.gauge } : { type: 'objectid', value: value.objectId }
}

/** As our snmpd serves it. */
export const servedOf = ({ objects }: MadeDevice): ServedValues =>
  Object.fromEntries(Object.entries(objects).map(([oid, value]) => [oid, servedValue(value)]))
