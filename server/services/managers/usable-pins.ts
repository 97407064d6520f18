import { normalPins } from '../../domain/fingerprint'
import { refused } from '../service-error'

/** Pins as they are compared; one that could never fit would lock us out. */
export const usablePins = ({ url, pins }: { readonly url: string; readonly pins: readonly string[] }): string[] => {
  const normal = normalPins(url, pins)
  if ('pins' in normal) return [...normal.pins]
  throw refused(
    `This is no fingerprint: ${normal.unfit}`,
    url.startsWith('ssh://')
      ? 'Write it as ssh-keygen -l shows it, after the host’s name in the address: kvm-1 SHA256:…'
      : 'Write the SHA-256 fingerprint of the certificate, 32 pairs of hexadecimal digits: AA:BB:…',
  )
}
