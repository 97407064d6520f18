/** "aabb…", "AA:BB:…", "sha256:…" → "AA:BB:…"; null where it is no SHA-256 fingerprint. */
export const normalFingerprint = (text: string): string | null => {
  const hex = text
    .trim()
    .replace(/^sha-?256[:=\s]/i, '')
    .replace(/^fingerprint=/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase()
  return /^[0-9A-F]{64}$/.test(hex) ? (hex.match(/../g) ?? []).join(':') : null
}

/** An SSH host key that is accepted for one host: `fingerprint` as ssh-keygen -l shows it, "SHA256:…" without padding. */
export interface HostKeyPin {
  readonly host: string
  readonly fingerprint: string
}

/** "kvm-1 SHA256:…"; null where it is not written so. */
export const hostKeyPinOf = (text: string): HostKeyPin | null => {
  const match = /^\s*(\S+)\s+(SHA256:[A-Za-z0-9+/]{43})=?\s*$/.exec(text)
  return match?.[1] === undefined || match[2] === undefined ? null : { host: match[1], fingerprint: match[2] }
}

const normalPin = (url: string, pin: string): string | null => {
  if (!url.startsWith('ssh://')) return normalFingerprint(pin)
  const known = hostKeyPinOf(pin)
  return known === null ? null : `${known.host} ${known.fingerprint}`
}

/** Pins as they are compared, each once; of an ssh:// address those of host keys, else of certificates. `unfit`: the first that is none. */
export const normalPins = (
  url: string,
  pins: readonly string[],
): { readonly pins: readonly string[] } | { readonly unfit: string } => {
  const normal = pins.map((pin) => normalPin(url, pin))
  const unfit = pins[normal.indexOf(null)]
  return unfit === undefined ? { pins: [...new Set(normal.filter((pin) => pin !== null))] } : { unfit }
}
