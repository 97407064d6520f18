import type { Supply } from '../../../domain/power-state'
import type { DeviceKind } from '../../../domain/ups'
import { lineAlive } from '../../ups-protocols/readings/line-voltage'
import { numberOf } from '../../ups-protocols/text-value'

type Variables = ReadonlyMap<string, string>

/** Of device.type. Absent: a UPS, or one of the supplies that NUT knows besides. */
export const passingKind = (variables: Variables): Exclude<DeviceKind, 'ups'> | null => {
  const type = variables.get('device.type')?.trim().toLowerCase()
  return type === 'pdu' || type === 'ats' ? type : null
}

const lines = ['L1', 'L2', 'L3'] as const
const carried = ['realpower', 'power', 'current'] as const

/**
 * A PDU's input is what it carries: NUT tells its load there. Of three lines only the lines: what NUT's drivers call the whole is
 * often one of them.
 */
export const withInputAsOutput = (variables: Variables): Variables => {
  if (passingKind(variables) !== 'pdu') return variables
  const hasLines = (numberOf(variables.get('input.phases') ?? null) ?? 1) > 1
  const places = hasLines ? lines.map((line) => `.${line}.`) : ['.']
  const copied = places.flatMap((place) =>
    carried.flatMap((what): [string, string][] => {
      const value = variables.get(`input${place}${what}`)
      return value === undefined ? [] : [[`output${place}${what}`, value]]
    }),
  )
  const phases = hasLines ? [['output.phases', variables.get('input.phases') ?? ''] as const] : []
  return new Map([...copied, ...phases, ...variables])
}

/** Where it has no ups.status: it lives by its input or by what it carries; an input that NUT shows as dead may not be its only one. */
export const passingSupply = (variables: Variables): Supply => {
  const everywhere = (what: string) =>
    ['.', ...lines.map((line) => `.${line}.`)].map((place) => numberOf(variables.get(`input${place}${what}`) ?? null))
  const isAlive = lineAlive(everywhere('voltage')) === true || everywhere('current').some((amperes) => (amperes ?? 0) > 0)
  return isAlive ? 'mains' : 'unknown'
}
