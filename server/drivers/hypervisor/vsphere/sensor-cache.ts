import { CallFailed } from './failures'
import { NO_SENSORS, powerSensors, type PowerSensors, SENSOR_PROPERTY } from './power-sensors'
import type { ObjectProperties } from './property-collector'

/** Hosts renew them every few minutes, and there are hundreds a host: with each inventory they would outweigh all the rest. */
const AGAIN_MS = 60_000
/** What was read longer ago says nothing any more. */
const BELIEVED_MS = 300_000

/** Clocks of hosts may differ from ours by so much; one that is further ahead is wrong, and so is what it says of when it read. */
const MOST_AHEAD_MS = 60_000

const asAsked = (sensors: PowerSensors, askedAtMs: number): PowerSensors => {
  const { supplies } = sensors
  if (supplies === null) return sensors
  const isAhead = supplies.some(({ readAtMs }) => readAtMs !== undefined && readAtMs > askedAtMs + MOST_AHEAD_MS)
  const told = supplies.map(({ readAtMs, ...supply }) =>
    readAtMs === undefined || isAhead ? { ...supply, askedAtMs } : { ...supply, askedAtMs, readAtMs },
  )
  return { ...sensors, supplies: told }
}

/** The property alone would be empty on a host without sensors, and empties make a session doubtful. */
export const SENSOR_WANTED = { HostSystem: ['name', SENSOR_PROPERTY] } as const

interface HostSensors {
  readonly hostNativeId: string
  readonly sensors: PowerSensors
}

/** What is kept of a host that was asked for its sensors. */
export const sensorsOf = (host: ObjectProperties): HostSensors => ({ hostNativeId: host.ref.id, sensors: powerSensors(host) })

/** What hosts' sensors said when they were last asked, for one session. */
export class SensorCache {
  readonly #now: () => number
  readonly #epochNow: () => number
  #sensors: ReadonlyMap<string, PowerSensors> = new Map()
  #readAtMs = Number.NEGATIVE_INFINITY
  #askedAtMs = Number.NEGATIVE_INFINITY

  /** `now` only goes forward; `epochNow` is the time of day, which hosts tell too. */
  constructor(now: () => number, epochNow: () => number) {
    this.#now = now
    this.#epochNow = epochNow
  }

  /** An inventory without sensors is an inventory: that they could not be read is no failure. */
  async refresh(read: () => Promise<readonly HostSensors[]>): Promise<void> {
    const nowMs = this.#now()
    if (nowMs - this.#askedAtMs < AGAIN_MS) return
    this.#askedAtMs = nowMs
    const askedAtMs = this.#epochNow()
    try {
      const hosts = await read()
      this.#sensors = new Map(hosts.map(({ hostNativeId, sensors }) => [hostNativeId, asAsked(sensors, askedAtMs)]))
      this.#readAtMs = nowMs
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    }
  }

  of(hostId: string): PowerSensors {
    const believed = this.#now() - this.#readAtMs < BELIEVED_MS
    return (believed ? this.#sensors.get(hostId) : undefined) ?? NO_SENSORS
  }
}
