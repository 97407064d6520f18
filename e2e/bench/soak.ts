import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { until } from '../../server/testing/require-peer'
import { openSite, runBuilt, type Site, startSimulator } from '../peers/main-job/site'
import type { Benchmark } from './figure'

const SPEED = 50
const DEFAULT_MINUTES = 20
const LOOK_EVERY_MS = 5_000
/** Caches fill, and the heap finds its size: what is believed of growth begins after so much of the time. */
const WARM_UP_SHARE = 1 / 3
/** Each begins with everything running; all are ended by mains that return. */
const TROUBLES = [
  'cut-the-mains',
  'flapping',
  'returns-midway',
  'one-feed',
  'comms-lost',
  'manager-down',
  'hung-guest',
  'site-outage',
]
/** In how many stages an outage goes on at most before its mains return, and for how long. */
const DEEPEST = 4
const SHEDDING_MS = 20_000
const RECOVERED_WITHIN_MS = 300_000

interface Sample {
  readonly atMs: number
  readonly megabytes: number
  readonly descriptors: number
}

const sampleOf = (pid: number, atMs: number): Sample => {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN)
  return { atMs, megabytes: kilobytes / 1_024, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

/** By how much a straight line through the values rises over their span (least squares). */
const rise = (samples: readonly Sample[], valueOf: (sample: Sample) => number): number => {
  const mean = (of: (sample: Sample) => number): number => samples.reduce((sum, each) => sum + of(each), 0) / samples.length
  const meanAt = mean(({ atMs }) => atMs)
  const meanValue = mean(valueOf)
  const spread = samples.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0)
  const together = samples.reduce((sum, each) => sum + (each.atMs - meanAt) * (valueOf(each) - meanValue), 0)
  return (together / spread) * ((samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0))
}

const stateSchema = z.object({ vms: z.array(z.object({ name: z.string(), power: z.string() })) })

/** Outages one after the other on the demo's datacenter, by the built engine, until the time is over. */
const soaked = async (site: Site, control: string, endsAtMs: number) => {
  const post = (path: string, body: unknown) => fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) })
  const running = async (): Promise<ReadonlySet<string>> => {
    const { vms } = stateSchema.parse(await (await fetch(`${control}/state`)).json())
    return new Set(vms.filter(({ power }) => power === 'on').map(({ name }) => name))
  }
  const wanted = await running()
  const isBack = async (): Promise<boolean> => {
    const now = await running()
    return (await site.store.read.runs.active()).length === 0 && [...wanted].every((name) => now.has(name))
  }
  let outages = 0
  let unrecovered = 0
  while (Date.now() < endsAtMs) {
    await post('/scenario', { name: TROUBLES[outages % TROUBLES.length] })
    // Some are no outage at all, or end before they come so far: then the mains return all the same.
    const depth = 1 + (outages % DEEPEST)
    const isDeep = async () => (await site.store.read.runs.active()).some(({ fired }) => fired.length >= depth)
    await until('stages to fire', isDeep, SHEDDING_MS).catch(() => undefined)
    await post('/scenario', { name: 'restore-the-mains' })
    await until('everything to be back', isBack, RECOVERED_WITHIN_MS).catch(() => (unrecovered += 1))
    outages += 1
  }
  return { outages, unrecovered }
}

/**
 * The built engine under outages without end, `--minutes` long, on a datacenter fifty times as fast as time: what it keeps of memory
 * and descriptors, by the slope over the last two thirds, and whether the journal verifies.
 */
export const soak: Benchmark = async ({ minutes }) => {
  const simulator = await startSimulator(SPEED)
  const env = { RIDETHROUGH_DEMO_CONTROL: simulator.control }
  const site = await openSite({ env })
  const samples: Sample[] = []
  let looking: NodeJS.Timeout | undefined
  try {
    runBuilt('demo-seed', { ...env, RIDETHROUGH_DATA_DIR: site.dataDirectory, RIDETHROUGH_KEY_FILE: site.keyFile })
    await site.startEngine()
    await until('the inventory', async () => (await site.store.read.latest.all('vm')).length > 40, 60_000)
    const beganAtMs = Date.now()
    const lengthMs = (minutes ?? DEFAULT_MINUTES) * 60_000
    looking = setInterval(() => samples.push(sampleOf(site.enginePid(), Date.now())), LOOK_EVERY_MS)
    const { outages, unrecovered } = await soaked(site, simulator.control, beganAtMs + lengthMs)
    clearInterval(looking)
    const settled = samples.filter(({ atMs }) => atMs >= beganAtMs + lengthMs * WARM_UP_SHARE)
    const megabytes = settled.reduce((sum, sample) => sum + sample.megabytes, 0) / settled.length
    const verified = await site.store.read.journal.verify()
    const { id: entries } = await site.store.read.journal.head()
    return [
      { name: 'soak.outages', value: outages, unit: '', goal: null, better: 'higher' },
      { name: 'soak.not-recovered', value: unrecovered, unit: 'outages', goal: 0, better: 'lower' },
      { name: 'soak.memory', value: megabytes, unit: 'MB', goal: null, better: 'lower' },
      {
        ...{ name: 'soak.memory.rise', value: (100 * rise(settled, (sample) => sample.megabytes)) / megabytes },
        ...{ unit: '%', goal: 5, better: 'lower' },
      },
      { name: 'soak.descriptors.rise', value: rise(settled, (sample) => sample.descriptors), unit: '', goal: 1, better: 'lower' },
      { name: 'soak.journal.entries', value: entries, unit: '', goal: null, better: 'higher' },
      { name: 'soak.journal.verified', value: verified.ok ? 1 : 0, unit: '', goal: 1, better: 'higher' },
    ]
  } finally {
    clearInterval(looking)
    await site.close()
    await simulator.stop()
  }
}
