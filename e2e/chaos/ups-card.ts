import { UPS_MIB } from '../../server/drivers/ups/rfc1628/mib'
import { ok, refused, unreachable, type CallOptions, type DriverResult, type UpsDriver } from '../../server/drivers/ports'
import { observeUpsMib } from '../../server/drivers/ups-protocols/upsmib/observation'
import type { UpsIdentity, UpsObservation } from '../../server/domain/ups'
import { upsMibObjects } from '../../server/simulator/snmp/ups-mib'
import type { World } from '../../server/simulator/world/world'
import { answerAfter, type Line } from './line'

/** `wrong`: what it says of its battery is nonsense; what it says of its supply is not. */
export type CardMood = 'well' | 'silent' | 'slow' | 'wrong'

const ANSWERS_AFTER_MS = 8
/** Still within the deadline of a poll. */
const SLOWLY_AFTER_MS = 1_200
const BATTERY = '1.3.6.1.2.1.33.1.2'
/** What cards have been seen to say (P4), turn by turn: charge, minutes left, seconds on battery, battery status. */
const NONSENSE = [
  [255, 65_535, 0, 2],
  [0, 0, 0, 2],
  [-1, -1, 5_400, 2],
  [3, 1, 0, 3],
] as const

const withNonsense = (answers: Map<string, number | string>, nowMs: number): void => {
  const [charge, minutes, seconds, status] = NONSENSE[Math.floor(nowMs / 2_000) % NONSENSE.length] ?? NONSENSE[0]
  answers.set(`${BATTERY}.4.0`, charge).set(`${BATTERY}.3.0`, minutes)
  if (seconds > 0) answers.set(`${BATTERY}.2.0`, seconds)
  // Flashed for one poll, as APC's cards do on mains.
  if (status !== 2 && nowMs % 8_000 < 2_000) answers.set(`${BATTERY}.1.0`, status)
}

/** The network cards of the simulated UPSs, read by the product's own RFC 1628; only the wire is left out. */
export const upsCards = (world: World, line: Line, moodOf: (name: string) => CardMood): UpsDriver => {
  const observe = (name: string): UpsObservation => {
    const ups = world.ups(name)
    const objects = upsMibObjects(ups, world.nowMs)
    const answers = new Map(objects.map(({ oid, value }) => [oid, value.value]))
    if (moodOf(name) === 'wrong') withNonsense(answers, world.nowMs)
    const alarms = new Map(
      objects.filter(({ oid }) => oid.startsWith(UPS_MIB.alarmColumn)).map(({ oid, value }) => [oid, value.value]),
    )
    return observeUpsMib(UPS_MIB, answers, alarms)
  }
  return {
    family: 'rfc1628',
    label: 'UPS-MIB (RFC 1628)',
    protocol: 'snmp',
    richness: 10,
    open: ({ address }) => {
      const name = address.host
      const asked = async <T>(work: () => T, options: CallOptions): Promise<DriverResult<T>> => {
        const silence = unreachable(`${name} does not answer.`, 'Check its network path.')
        const mood = world.ups(name).commsLost ? 'silent' : moodOf(name)
        if (mood === 'silent') return answerAfter(line, options.deadlineMs, () => silence, options, silence)
        return answerAfter(line, mood === 'slow' ? SLOWLY_AFTER_MS : ANSWERS_AFTER_MS, () => ok(work()), options, silence)
      }
      const identity: UpsIdentity = {
        family: 'rfc1628',
        manufacturer: 'Simulated',
        model: 'SIM-1000',
        serial: name,
        firmware: '1.0',
        agentFirmware: '1.0',
      }
      return {
        identify: (options) => asked(() => identity, options),
        poll: (options) => asked(() => observe(name), options),
        commandKinds: (options) => asked(() => [], options),
        command: () => Promise.resolve(refused('It takes no commands.', '')),
        selfTest: (options) => asked(() => ({ state: 'none', said: 'none' }), options),
        agentUptime: (options) => asked(() => null, options),
        close: () => undefined,
      }
    },
  }
}
