import { z } from 'zod'
import { planContentSchema } from '../../server/domain/plan'
import { until } from '../../server/testing/require-peer'
import { openSite, runBuilt, startSimulator } from '../peers/main-job/site'
import { type Benchmark, median } from './figure'

const ROUNDS = 5
const stateSchema = z.object({ history: z.array(z.object({ atMs: z.number(), event: z.string() })) })

/** Mains lost at the agent → first call received by the manager, with a 0 s trigger, by polling every 2 s. Both ends as the datacenter saw them. */
export const reaction: Benchmark = async () => {
  const simulator = await startSimulator(1)
  const env = { RIDETHROUGH_DEMO_CONTROL: simulator.control }
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
    for (let round = 0; round < ROUNDS; round += 1) {
      const seen = (await history()).length
      await play('cut-the-mains')
      const first = await until('the first call', async () => {
        const events = (await history()).slice(seen)
        const lost = events.find((event) => event.event === 'mains-lost')
        const call = events.find((event) => event.event === 'shutdown-requested')
        return lost !== undefined && call !== undefined ? call.atMs - lost.atMs : null
      })
      reactions.push(first)
      await play('restore-the-mains')
      await until('the recovery', async () => (await site.store.read.runs.active()).length === 0, 120_000)
    }
    return [
      { name: 'reaction-median', value: median(reactions), unit: 'ms', goal: null, better: 'lower' },
      { name: 'reaction-worst', value: Math.max(...reactions), unit: 'ms', goal: 2_500, better: 'lower' },
    ]
  } finally {
    await site.close()
    await simulator.stop()
  }
}
