import { createHash } from 'node:crypto'
import { hostKeyPinOf } from '../../../domain/fingerprint'
import { type DriverFailure, refused } from '../../ports'

/** As ssh-keygen -l shows it: "SHA256:" and base64 without padding. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** Null: this key was accepted for this host by a person. Nothing has been sent when it is refused. */
export const hostKeyRefusal = (host: string, key: Buffer, pins: readonly string[], keyFile: string): DriverFailure | null => {
  const seen = fingerprintOf(key)
  const known = pins.map(hostKeyPinOf).filter((pin) => pin?.host === host)
  if (known.some((pin) => pin?.fingerprint === seen)) return null
  // "host SHA256:…" stands in the message as a pin is written: the console offers it to be accepted.
  if (known.length === 0)
    return refused(
      `The SSH host key is not known yet: ${host} ${seen}`,
      `Compare it with what this prints on that machine: ssh-keygen -lf ${keyFile}. If it is the same, accept it.`,
      'host-key',
    )
  return refused(
    `ALARM: ${host} shows another SSH host key than the accepted one. Seen now: ${host} ${seen}`,
    'Either the machine was installed anew, or another one answers in its place. Nothing was sent to it. Accept the new key only after comparing it on the machine itself.',
    'host-key',
  )
}
