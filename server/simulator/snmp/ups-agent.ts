import { startSelfTest } from '../world/power'
import { note, type UpsState } from '../world/state'
import type { World } from '../world/world'
import { answerMessage, type Agent, type SetOutcome } from './message'
import { ObjectTable } from './object-table'
import { startUdpAgent, type UdpAgent } from './udp-agent'
import { upsObjects, WELL_KNOWN_TESTS, WRITABLE } from './ups-mib'

const TEST_SECONDS = 8

const orderShutdown = (world: World, ups: UpsState, seconds: number): SetOutcome => {
  if (seconds < -1) return 'wrong-value'
  ups.shutdownAtMs = seconds === -1 ? null : world.nowMs + seconds * 1_000
  note(world.state, 'ups', ups.config.name, seconds === -1 ? 'shutdown-cancelled' : 'shutdown-ordered', `${seconds} s`)
  return 'done'
}

const orderTest = (world: World, ups: UpsState, test: string): SetOutcome => {
  switch (test) {
    case WELL_KNOWN_TESTS.abort:
      if (ups.testEndsAtMs !== null) ups.testEndsAtMs = world.nowMs
      return 'done'
    case WELL_KNOWN_TESTS.general:
    case WELL_KNOWN_TESTS.quickBattery:
      return startSelfTest(world.state, ups, TEST_SECONDS) ? 'done' : 'wrong-value'
    default:
      return 'wrong-value'
  }
}

const setObject = (world: World, ups: UpsState, oid: string, value: number | string): SetOutcome => {
  switch (oid) {
    case WRITABLE.upsShutdownAfterDelay:
      return typeof value === 'number' ? orderShutdown(world, ups, value) : 'wrong-type'
    case WRITABLE.upsAutoRestart:
      if (value !== 1 && value !== 2) return 'wrong-value'
      ups.autoRestart = value === 1
      return 'done'
    case WRITABLE.upsTestId:
      return typeof value === 'string' ? orderTest(world, ups, value) : 'wrong-type'
    case WRITABLE.upsShutdownType:
      return value === 1 ? 'done' : 'wrong-value'
    case WRITABLE.upsStartupAfterDelay:
    case WRITABLE.upsRebootWithDuration:
      // Taken as "none": the simulated UPS restarts its output by itself.
      return value === -1 ? 'done' : 'wrong-value'
    default:
      return 'not-writable'
  }
}

/** One UPS of the world as a network card would show it: UPS-MIB on its own UDP port. */
export const startUpsAgent = (world: World, upsName: string, community: string): Promise<UdpAgent> => {
  const ups = world.ups(upsName)
  const agent: Agent = {
    table: () => new ObjectTable(upsObjects(ups, world.nowMs)),
    set: (oid, value) => setObject(world, ups, oid, value),
  }
  return startUdpAgent((request) => (ups.commsLost ? null : answerMessage(agent, community, request)))
}
