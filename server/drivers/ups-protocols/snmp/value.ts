import type { RawVarbind } from './raw-session'

/** A value as an agent gave it. Strings stay text: agents send numbers as text and text as binary. Null: no such object. */
export type SnmpValue = number | string | null

/** NULL, noSuchObject, noSuchInstance, endOfMibView: the agent has nothing there (CyberPower cards answer NULL). */
const nothing = new Set([5, 128, 129, 130])

const counter64 = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0)

export const valueOf = ({ type, value }: RawVarbind): SnmpValue => {
  if (type === undefined || nothing.has(type)) return null
  if (type === 70 && value instanceof Uint8Array) return counter64(value)
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return null
}

const decimal = /^[+-]?\d+(\.\d+)?$/

export const numberOf = (value: SnmpValue | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = value?.trim() ?? ''
  return decimal.test(text) ? Number(text) : null
}

const control = /[\u0000-\u001f\u007f\ufffd]/
const placeholder = /^(f+|0+|x+|-+|\.+|n\/?a|unknown|none|unavailable|not available)$/i

/** Text for people: trimmed; null where it is empty, binary or a placeholder such as `FFFFFFFFFFFF`. */
export const textOf = (value: SnmpValue | undefined): string | null => {
  if (typeof value === 'number') return String(value)
  const text = value?.replace(/[\u0000\s]+$/u, '').trim() ?? ''
  return text === '' || control.test(text) || placeholder.test(text) ? null : text
}
