/** Proxmox VE's "value,key=value,…": the first part without a name is the `default` key. */
export interface PropertyString {
  readonly main: string | null
  readonly get: (name: string) => string | null
  readonly entries: ReadonlyMap<string, string>
}

export const propertyString = (text: string): PropertyString => {
  const entries = new Map<string, string>()
  let main: string | null = null
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    if (equals === -1) main ??= part.trim()
    else entries.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  return { main, entries, get: (name) => entries.get(name) ?? null }
}

export const isOn = (value: string | null): boolean => value !== null && /^(1|on|yes|true)$/i.test(value)

const UNIT_GIB: Readonly<Record<string, number>> = { K: 1 / 1024 ** 2, M: 1 / 1024, G: 1, T: 1024 }

/** "32G" → 32; plain numbers are bytes. */
export const gibibytesOf = (size: string | null): number | null => {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(size ?? '')
  if (match === null) return null
  const amount = Number(match[1])
  return match[2] === '' || match[2] === undefined ? amount / 1024 ** 3 : amount * (UNIT_GIB[match[2]] ?? 1)
}
