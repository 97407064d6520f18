import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { credentialIdSchema, type DeviceId, deviceIdSchema } from '../../server/domain/ids'
import { until } from '../../server/testing/require-peer'
import { openSite, type Site } from '../peers/main-job/site'
import { type Benchmark, type Figure, median } from './figure'

const DEVICES = 5_000
/** Of a core, for each UPS: 40 % for 5,000. */
const CPU_PERCENT_PER_DEVICE = 40 / 5_000
const SECONDS = 60
/** The heap has settled: what a UPS is known by fills up within two minutes. */
const WARM_UP_SECONDS = 150
const POLL_MS = 2_000
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100
/** Memory rises and falls between collections; it is flat where the last seconds hold no more than the first. */
const FLAT_WITHIN_PERCENT = 10
const MEMORY_SAMPLES = 12
/** Of so many UPSs every poll is looked for in the store. */
const LOOKED_AT = 1_000

const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms))

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const residentMegabytes = (pid: number): number => {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

const idOf = (index: number): DeviceId => deviceIdSchema.parse(`ups-${index}`)

const helper = (name: string, argument: string): ChildProcess =>
  fork(join(import.meta.dirname, name), [argument], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

const configure = (site: Site, ports: readonly number[]): Promise<void> => {
  const credential = credentialIdSchema.parse('farm')
  return site.store.write(async (tx) => {
    await tx.credentials.put({
      id: credential,
      name: 'farm',
      secret: { kind: 'snmp-community', version: '2c', community: 'public' },
    })
    for (const [index, port] of ports.entries())
      await tx.devices.put({
        id: idOf(index),
        name: `ups-${index}`,
        address: { protocol: 'snmp', host: '127.0.0.1', port, family: 'rfc1628' },
        credentialId: credential,
        enabled: true,
        identity: null,
        createdAtMs: 0,
      })
  })
}

/** Polls without a sample in the store, told by the gaps between the samples that are there. */
const missedPolls = async (site: Site, id: DeviceId, fromMs: number, toMs: number): Promise<number> => {
  const series = await site.store.samples.series(id, 'chargePercent', fromMs, toMs, 1_000)
  const at = [fromMs, ...series.filter((point) => point.mean !== null).map((point) => point.atMs), toMs]
  return at.slice(1).reduce((missed, atMs, index) => {
    const polls = (atMs - (at[index] ?? fromMs)) / POLL_MS
    return missed + (polls > 1.5 ? Math.round(polls) - 1 : 0)
  }, 0)
}

const streamed = z.object({
  cpuSeconds: z.number(),
  rows: z.number(),
  bytes: z.number(),
  medianAgeMs: z.number(),
  p95AgeMs: z.number(),
})

/** So many UPSs every 2 s through the whole pipeline, every answer another: poll, believe, decide, sample, publish, stream. */
export const poll: Benchmark = async ({ deviceCount }) => {
  const count = deviceCount ?? DEVICES
  const agents = helper('ups-agents.ts', String(count))
  const site = await openSite()
  let reader: ChildProcess | null = null
  try {
    const ports = z.array(z.number()).parse((await once(agents, 'message'))[0])
    await configure(site, ports)
    await site.startEngine()
    await until(
      'every UPS to have answered',
      async () => (await site.store.read.latest.all('device')).filter((row) => isAnswering(row.doc)).length === count,
      600_000,
      2_000,
    )
    reader = helper('stream-reader.ts', site.dataDirectory)
    await once(reader, 'message')
    // A process that runs for months is measured when compiler and heap have settled.
    await pause(WARM_UP_SECONDS * 1000)
    const pid = site.enginePid()
    reader.send('begin')
    const before = cpuSeconds(pid)
    const began = performance.now()
    const fromMs = Date.now()
    const memory: number[] = []
    for (let second = 0; second < SECONDS; second += 1) {
      memory.push(residentMegabytes(pid))
      await pause(began + (second + 1) * 1000 - performance.now())
    }
    const seconds = (performance.now() - began) / 1000
    const toMs = Date.now()
    const engine = (cpuSeconds(pid) - before) / seconds
    const [first, last] = [median(memory.slice(0, MEMORY_SAMPLES)), median(memory.slice(-MEMORY_SAMPLES))]
    reader.send('end')
    const stream = streamed.parse((await once(reader, 'message'))[0])
    // Samples may be on their way to the store for a while.
    await pause(10_000)
    let missed = 0
    let expected = 0
    for (let index = 0; index < count; index += Math.ceil(count / LOOKED_AT)) {
      missed += await missedPolls(site, idOf(index), fromMs, toMs)
      expected += (toMs - fromMs) / POLL_MS
    }
    const figure = (
      name: string,
      value: number,
      unit: string,
      goal: number | null,
      better: Figure['better'] = 'lower',
    ): Figure => ({
      name: `poll-${count}-${name}`,
      value,
      unit,
      goal,
      better,
    })
    return [
      figure('cpu', engine * 100, '% of a core', CPU_PERCENT_PER_DEVICE * count),
      figure('cpu-per-poll', (engine * 1e6 * POLL_MS) / 1000 / count, 'µs', null),
      figure('missed', missed, 'polls', 0),
      figure('looked-at', expected, 'polls', null, 'higher'),
      figure('memory', last, 'MB', null),
      figure('memory-growth', ((last - first) / first) * 100, '%', FLAT_WITHIN_PERCENT),
      figure('stream-cpu', (stream.cpuSeconds / seconds) * 100, '% of a core', null),
      figure('stream-rows', stream.rows / seconds, 'rows/s', null, 'higher'),
      figure('stream-text', stream.bytes / seconds / 1e6, 'MB/s', null),
      figure('stream-age-p95', stream.p95AgeMs, 'ms', 1_000),
    ]
  } finally {
    reader?.disconnect()
    await site.close()
    agents.disconnect()
  }
}

const isAnswering = (doc: unknown): boolean => typeof doc === 'object' && doc !== null && 'contact' in doc && doc.contact === 'ok'
