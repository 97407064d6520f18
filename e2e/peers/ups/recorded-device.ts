import type { ReadingName } from '../../../server/domain/power-reading'
import type { PowerFlag, PowerState } from '../../../server/domain/power-state'
import type { Outlet } from '../../../server/domain/ups'

/** What a recorded device says, worked out by hand from its recording and the MIB's text, never from what a driver read. */
export interface RecordedDevice {
  /** The recording's file name without `.snmprec`. */
  readonly recording: string
  /** The family that is asked for by name; a device may serve several. */
  readonly family: string
  readonly model: string | null
  readonly serial: string | null
  readonly powerState: PowerState
  readonly flags?: readonly PowerFlag[]
  readonly believed: Partial<Record<ReadingName, number>>
  /** Told, but not to be believed (P4). */
  readonly doubted?: readonly ReadingName[]
  readonly silent?: readonly ReadingName[]
  /** Alarm words for people, where they are part of what is expected. */
  readonly alarms?: readonly string[]
  /** States of the outlets in the device's order, likewise. */
  readonly outlets?: readonly Outlet['state'][]
}
