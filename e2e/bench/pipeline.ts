import { readFileSync } from 'node:fs'
import { credentialIdSchema, deviceIdSchema } from '../../server/domain/ids'
import { startUpsFarm } from '../../server/simulator/snmp/ups-farm'
import { until } from '../../server/testing/require-peer'
import { openSite } from '../peers/main-job/site'
import type { Benchmark } from './figure'

const UPSES = 1_000
const SECONDS = 20
const POLL_SECONDS = 2
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const residentMegabytes = (pid: number): number => {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

/** 1,000 UPSs every 2 s through the whole pipeline: poll, believe, decide, sample, publish. */
export const pipeline: Benchmark = async () => {
  const farm = await startUpsFarm(UPSES)
  const site = await openSite()
  try {
    const credential = credentialIdSchema.parse('farm')
    await site.store.write(async (tx) => {
      await tx.credentials.put({
        id: credential,
        name: 'farm',
        secret: { kind: 'snmp-community', version: '2c', community: 'public' },
      })
      for (const [index, { host, port }] of farm.upses.entries())
        await tx.devices.put({
          id: deviceIdSchema.parse(`ups-${index}`),
          name: `ups-${index}`,
          address: { protocol: 'snmp', host, port, family: 'rfc1628' },
          credentialId: credential,
          enabled: true,
          identity: null,
          createdAtMs: 0,
        })
    })
    await site.startEngine()
    await until(
      'every UPS to have answered',
      async () => (await site.store.read.latest.all('device')).filter((row) => isAnswering(row.doc)).length === UPSES,
      120_000,
      500,
    )
    const pid = site.enginePid()
    const before = cpuSeconds(pid)
    const began = performance.now()
    const fromMs = Date.now()
    await new Promise((next) => setTimeout(next, SECONDS * 1000))
    const seconds = (performance.now() - began) / 1000
    const cpu = (cpuSeconds(pid) - before) / seconds
    const megabytes = residentMegabytes(pid)
    let polls = 0
    for (let index = 0; index < UPSES; index += 100) {
      const series = await site.store.samples.series(
        deviceIdSchema.parse(`ups-${index}`),
        'chargePercent',
        fromMs,
        fromMs + SECONDS * 1000,
        1_000,
      )
      polls += series.filter((point) => point.mean !== null).length
    }
    const expected = (UPSES / 100) * Math.floor(SECONDS / POLL_SECONDS)
    return [
      { name: 'pipeline-1000-ups-cpu', value: cpu * 100, unit: '% of a core', goal: 8, better: 'lower' },
      {
        name: 'pipeline-1000-ups-polls-kept',
        value: (Math.min(polls, expected) / expected) * 100,
        unit: '%',
        goal: 95,
        better: 'higher',
      },
      { name: 'pipeline-1000-ups-memory', value: megabytes, unit: 'MB', goal: null, better: 'lower' },
    ]
  } finally {
    await site.close()
    await farm.close()
  }
}

const isAnswering = (doc: unknown): boolean => typeof doc === 'object' && doc !== null && 'contact' in doc && doc.contact === 'ok'
