import { ObjectTable } from '../../server/simulator/snmp/object-table'
import { answerMessage } from '../../server/simulator/snmp/message'
import { startUdpAgent } from '../../server/simulator/snmp/udp-agent'
import { upsMib } from '../../server/simulator/snmp/ups-mib'
import { tickPower } from '../../server/simulator/world/power'
import { createState } from '../../server/simulator/world/state'

/** So many different UPSs. Every agent speaks for a few neighbours of them in turn: its load sways a little from poll to poll. */
const FACES = 211
const TURN_MS = 1_900
const SWAY = [0, 1, 2, 3, 2, 1]

/** What one UPS answers, encoded once per question: thousands of agents must not be what is measured. */
const faceOf = (table: ObjectTable, community: string) => {
  const known = new Map<string, Buffer>()
  return (request: Buffer): Buffer | null => {
    const id = requestIdIn(request)
    if (id === null) return null
    const question = `${id.length} ${request.subarray(0, id.start).toString('latin1')} ${request.subarray(id.start + id.length).toString('latin1')}`
    const answer = known.get(question) ?? answerMessage({ table: () => table, set: () => 'not-writable' }, community, request)
    if (answer === null) return null
    known.set(question, answer)
    // Sending takes its time: every answer has bytes of its own.
    const own = Buffer.from(answer)
    const place = requestIdIn(own)
    if (place !== null) request.copy(own, place.start, id.start, id.start + id.length)
    return own
  }
}

/** Where a message of version 1 or 2c carries its request id: behind version, community and the head of the PDU. */
const requestIdIn = (message: Buffer): { readonly start: number; readonly length: number } | null => {
  let at = 0
  const length = (): number => {
    const first = message[at++] ?? 0
    if (first < 128) return first
    let value = 0
    for (let left = first - 128; left > 0; left -= 1) value = value * 256 + (message[at++] ?? 0)
    return value
  }
  for (const enter of [true, false, false, true]) {
    at += 1
    const inside = length()
    if (!enter) at += inside
  }
  at += 1
  const idLength = length()
  return at + idLength <= message.length ? { start: at, length: idLength } : null
}

const count = Number(process.argv[2])
const community = 'public'
const state = createState({
  groups: [],
  upses: Array.from({ length: FACES }, (_, index) => ({
    name: `bench-${index}`,
    label: 'A' as const,
    groupName: 'Bench',
    family: 'rfc1628' as const,
    model: 'SIM-3000',
    ratedWatts: 3_000,
    baseWatts: 900 + index * 7,
    battery: { fullLoadRuntimeSeconds: 300, peukertExponent: 1.2, rechargeSeconds: 600, lowRuntimeSeconds: 120 },
    startChargePercent: 100,
  })),
  hosts: [],
  vms: [],
  limits: { migrationsPerHost: 1, migrationMiBPerSecond: 1, saveMiBPerSecond: 1 },
  loadSwing: 0,
})
tickPower(state, 0)
const faces = [...state.upses.values()].map((ups) => faceOf(new ObjectTable(upsMib.objects(ups, state.nowMs)), community))
let turn = 0
setInterval(() => (turn += 1), TURN_MS)
const ports: number[] = []
for (let index = 0; index < count; index += 1) {
  const agent = await startUdpAgent((request) => faces[(index * 37 + (SWAY[turn % SWAY.length] ?? 0)) % FACES]?.(request) ?? null)
  ports.push(agent.port)
}
process.send?.(ports)
process.on('disconnect', () => process.exit(0))
