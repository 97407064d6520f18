import { startSelfTest, setInput, tickPower } from '../world/power'
import { createState, type UpsState } from '../world/state'
import { answerMessage, type Agent } from './message'
import { ObjectTable } from './object-table'
import { startUdpAgent } from './udp-agent'
import { upsMib } from './ups-mib'

export interface FarmUps {
  readonly name: string
  readonly host: string
  readonly port: number
}

export interface UpsFarm {
  readonly community: string
  readonly upses: readonly FarmUps[]
  /** Answers given so far, by all of them. */
  answers(): number
  setMains(index: number, on: boolean): void
  setSilent(index: number, silent: boolean): void
  startTest(index: number): void
  /** Lets time pass for all: batteries and counters move. Values stand still without it. */
  advance(ms: number): void
  close(): Promise<void>
}

const upsConfig = (index: number) => ({
  name: `farm-ups-${String(index + 1).padStart(5, '0')}`,
  label: 'A' as const,
  groupName: 'Farm',
  model: 'SIM-3000',
  family: 'rfc1628' as const,
  ratedWatts: 3_000,
  // Loads differ, so that no two devices say the same.
  baseWatts: 900 + ((index * 37) % 1_200),
  battery: { fullLoadRuntimeSeconds: 300, peukertExponent: 1.2, rechargeSeconds: 600, lowRuntimeSeconds: 120 },
  startChargePercent: 100,
})

/**
 * Many UPSs for benchmarks: each its own UDP port on loopback, with answers encoded once per change instead of once per request.
 * Each needs one socket: the limit of open files must allow that.
 */
export const startUpsFarm = async (count: number, community = 'public'): Promise<UpsFarm> => {
  const state = createState({
    groups: [],
    upses: Array.from({ length: count }, (_, index) => upsConfig(index)),
    hosts: [],
    vms: [],
    limits: { migrationsPerHost: 1, migrationMiBPerSecond: 1, saveMiBPerSecond: 1 },
    loadSwing: 0,
  })
  tickPower(state, 0)
  let answered = 0
  const members = await Promise.all(
    [...state.upses.values()].map(async (ups) => {
      const member = { ups, table: new ObjectTable(upsMib.objects(ups, state.nowMs)) }
      const agent: Agent = { table: () => member.table, set: () => 'not-writable' }
      const socket = await startUdpAgent((request) => {
        if (ups.commsLost) return null
        answered += 1
        return answerMessage(agent, community, request)
      })
      return Object.assign(member, { socket })
    }),
  )
  const change = (index: number, act: (ups: UpsState) => void): void => {
    const member = members[index]
    if (member === undefined) throw new Error(`the farm has no UPS ${index}`)
    act(member.ups)
    tickPower(state, 0)
    member.table = new ObjectTable(upsMib.objects(member.ups, state.nowMs))
  }
  return {
    community,
    upses: members.map(({ ups, socket }) => ({ name: ups.config.name, host: socket.host, port: socket.port })),
    answers: () => answered,
    setMains: (index, on) => change(index, (ups) => setInput(state, ups, on)),
    setSilent: (index, silent) =>
      change(index, (ups) => {
        ups.commsLost = silent
      }),
    startTest: (index) => change(index, (ups) => void startSelfTest(state, ups, 8)),
    advance: (ms) => {
      state.nowMs += ms
      tickPower(state, ms)
      for (const member of members) member.table = new ObjectTable(upsMib.objects(member.ups, state.nowMs))
    },
    close: async () => {
      await Promise.all(members.map(({ socket }) => socket.close()))
    },
  }
}
