import { createSession, Version2c } from 'net-snmp'
import { z } from 'zod'
import { planContentSchema } from '../../server/domain/plan'
import { freePort, until } from '../../server/testing/require-peer'
import { openSite, runBuilt, startSimulator } from '../peers/main-job/site'
import { type Benchmark, type Figure, median } from './figure'

const ROUNDS = 5
const stateSchema = z.object({ history: z.array(z.object({ atMs: z.number(), event: z.string() })) })

/** What a UPS sends that has lost its mains; the demo's UPSs all speak from this address. */
const sendTrap = (port: number): Promise<void> =>
  new Promise((done, fail) => {
    const session = createSession('127.0.0.1', 'public', { version: Version2c, trapPort: port })
    session.trap('1.3.6.1.2.1.33.2.1', [], (error) => {
      session.close()
      if (error === null || error === undefined) done()
      else fail(new Error(`the trap was not sent: ${String(error)}`))
    })
  })

/** Mains lost at the agent → first call received by the manager, with a 0 s trigger. Both ends as the datacenter saw them. */
const measured = async (told: 'by-poll' | 'by-trap'): Promise<{ reactions: readonly number[]; beliefs: readonly number[] }> => {
  const simulator = await startSimulator(1)
  const trapPort = await freePort()
  const env = { RIDETHROUGH_DEMO_CONTROL: simulator.control, RIDETHROUGH_TRAP_PORT: told === 'by-trap' ? String(trapPort) : '0' }
  const site = await openSite({ env })
  const play = (name: string) => fetch(`${simulator.control}/scenario`, { method: 'POST', body: JSON.stringify({ name }) })
  const history = async () => stateSchema.parse(await (await fetch(`${simulator.control}/state`)).json()).history
  try {
    runBuilt('demo-seed', { ...env, RIDETHROUGH_DATA_DIR: site.dataDirectory, RIDETHROUGH_KEY_FILE: site.keyFile })
    const [plan] = (await site.store.read.plans.list()).filter((each) => each.name === 'Row 1')
    const version = plan?.publishedVersionId == null ? null : await site.store.read.plans.version(plan.publishedVersionId)
    if (plan === undefined || version === null) throw new Error('the demo has no plan for Row 1')
    const content = planContentSchema.parse({
      ...version.content,
      stages: version.content.stages.map((stage, index) => ({
        ...stage,
        triggers: [index === 0 ? { kind: 'seconds-on-battery', seconds: 0 } : { kind: 'manual' }],
      })),
      hosts: { ...version.content.hosts, action: 'keep' },
      recovery: { ...version.content.recovery, steadySeconds: 0, minChargePercent: 10 },
    })
    await site.store.write((tx) =>
      tx.plans.addVersion({ ...version, id: `${version.id}-bench` as typeof version.id, number: 2, content }),
    )
    await site.store.write((tx) => tx.plans.put({ ...plan, publishedVersionId: `${version.id}-bench` as typeof version.id }))
    await site.startEngine()
    await until('the inventory', async () => (await site.store.read.latest.all('vm')).length > 40, 60_000)
    const reactions: number[] = []
    const beliefs: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const seen = (await history()).length
      const { id: recorded } = await site.store.read.journal.head()
      const cutAtMs = Date.now()
      await play('cut-the-mains')
      if (told === 'by-trap') await sendTrap(trapPort)
      const first = await until('the first call', async () => {
        const events = (await history()).slice(seen)
        const lost = events.find((event) => event.event === 'mains-lost')
        const call = events.find((event) => event.event === 'shutdown-requested')
        return lost !== undefined && call !== undefined ? call.atMs - lost.atMs : null
      })
      reactions.push(first)
      // What is observed is written a moment after it is acted upon.
      const edge = await until('the entry of the edge', async () =>
        (await site.store.read.journal.since(recorded, 500)).find((entry) => entry.kind === 'power.supply-changed'),
      )
      beliefs.push(edge.atMs - cutAtMs)
      await play('restore-the-mains')
      await until('the recovery', async () => (await site.store.read.runs.active()).length === 0, 120_000)
    }
    return { reactions, beliefs }
  } finally {
    await site.close()
    await simulator.stop()
  }
}

const figures = (name: string, values: readonly number[], goal: number | null): readonly Figure[] => [
  { name: `${name}-median`, value: median(values), unit: 'ms', goal: null, better: 'lower' },
  { name: `${name}-worst`, value: Math.max(...values), unit: 'ms', goal, better: 'lower' },
]

/** By polling every 2 s. */
export const reaction: Benchmark = async () => figures('reaction', (await measured('by-poll')).reactions, 2_500)

/** By a trap, which makes the poll happen at once. `believed`: until the poll has shown what the trap claimed. */
export const trapReaction: Benchmark = async () => {
  const { reactions, beliefs } = await measured('by-trap')
  return [...figures('trap-believed', beliefs, null), ...figures('trap-reaction', reactions, 500)]
}
