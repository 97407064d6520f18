/** A value as an agent gave it. Strings stay text: agents send numbers as text and text as binary. Null: no such object. */
export type DeviceValue = number | string | null

const decimal = /^[+-]?\d+(\.\d+)?$/

export const numberOf = (value: DeviceValue | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = value?.trim() ?? ''
  return decimal.test(text) ? Number(text) : null
}

const control = /[\u0000-\u001f\u007f\ufffd]/
const placeholder = /^(f+|0+|x+|-+|\.+|n\/?a|unknown|none|unavailable|not available)$/i

/** Text for people: trimmed; null where it is empty, binary or a placeholder such as `FFFFFFFFFFFF`. */
export const textOf = (value: DeviceValue | undefined): string | null => {
  if (typeof value === 'number') return String(value)
  const text = value?.replace(/[\u0000\s]+$/u, '').trim() ?? ''
  return text === '' || control.test(text) || placeholder.test(text) ? null : text
}
