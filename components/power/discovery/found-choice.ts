import { type FoundDevice, serialKey } from '@/server/domain/discovery'

const LONGEST_NAME = 80

/** A found device, and what is proposed for it. */
export interface FoundChoice {
  readonly device: FoundDevice
  readonly name: string
  /** The same device, found at another address before. */
  readonly twinOf: string | null
  /** Chosen unless a person says otherwise. */
  readonly proposed: boolean
}

const plainName = ({ systemName, model, host }: FoundDevice): string => systemName ?? model ?? host

/** Cards of a maker often have the same name until somebody gives them one: the address then tells them apart. */
const freeName = (device: FoundDevice, taken: ReadonlySet<string>): string => {
  const plain = plainName(device).slice(0, LONGEST_NAME)
  if (!taken.has(plain)) return plain
  const withHost = `${plain.slice(0, LONGEST_NAME - device.host.length - 1)} ${device.host}`.trim()
  return taken.has(withHost) ? device.key.slice(0, LONGEST_NAME) : withHost
}

/** What to propose for each found device, in the order of the list. `takenNames`: of devices that are watched. */
export const choicesOf = (found: readonly FoundDevice[], takenNames: readonly string[]): readonly FoundChoice[] => {
  const taken = new Set(takenNames)
  const bySerial = new Map<string, string>()
  return found.map((device) => {
    if (device.watchedAs !== null) return { device, name: device.watchedAs.name, twinOf: null, proposed: false }
    const name = freeName(device, taken)
    taken.add(name)
    const serial = serialKey(device.serial)
    const twinOf = serial === null ? null : (bySerial.get(serial) ?? null)
    if (serial !== null && twinOf === null) bySerial.set(serial, device.key)
    return { device, name, twinOf, proposed: twinOf === null }
  })
}
