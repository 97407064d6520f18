import type { DeviceValue } from '../text-value'
import type { RawVarbind } from './raw-session'

/** NULL, noSuchObject, noSuchInstance, endOfMibView: the agent has nothing there (CyberPower cards answer NULL). */
const nothing = new Set([5, 128, 129, 130])
const counter64Type = 70

export const counter64 = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0)

const decoder = new TextDecoder()
export const textOfBytes = (bytes: Uint8Array): string => decoder.decode(bytes)

export const valueOf = ({ type, value }: RawVarbind): DeviceValue => {
  if (type === undefined || nothing.has(type)) return null
  if (type === counter64Type && value instanceof Uint8Array) return counter64(value)
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value instanceof Uint8Array) return textOfBytes(value)
  return null
}
