import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fuzzDevices, fuzzUserDevice } from './devices'
import { PollFuzz, type PollTally } from './poll-fuzz'
import { randomFrom } from './random'
import { realLine } from './real-line'
import { fuzzTraps, type TrapTally } from './trap-fuzz'
import { carryDatagrams } from './wire'

export interface FuzzOptions {
  /** Damaged answers to polls; a twentieth of them goes through the kernel. */
  readonly datagrams: number
  readonly traps: number
  readonly seed: number
  readonly log: (line: string) => void
}

export interface FuzzReport {
  readonly polls: PollTally
  readonly realPolls: PollTally
  readonly traps: TrapTally
  /** What stayed in memory over the second half. */
  readonly grownMegabytes: number
  readonly unhandled: readonly string[]
}

const REAL_PART = 1 / 20
/** With each honest answer. The kernel keeps only so much for a socket, and dozens of questions are asked at once. */
const MUTANTS = { throughKernel: 4, inProcess: 30 } as const

const isCollector = (given: unknown): given is () => void => typeof given === 'function'

const usedMegabytes = (): number => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (isCollector(collect)) collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

export const fuzzSnmp = async ({ datagrams, traps, seed, log }: FuzzOptions): Promise<FuzzReport> => {
  const unhandled: string[] = []
  const note = (error: unknown): void => {
    unhandled.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  const devices = [...fuzzDevices(), fuzzUserDevice()]
  try {
    let ports: readonly number[] = []
    const real = new PollFuzz(randomFrom(seed), devices, (number) => ports[number] ?? 0, MUTANTS.throughKernel)
    const line = await realLine(real.carry, 2 * devices.length)
    ports = line.portOf
    await real.prepare()
    log(`devices: ${real.names.join('; ')}`)
    await real.run(Math.ceil(datagrams * REAL_PART))
    await line.close()
    log(`through the kernel: ${real.tally.delivered} damaged answers, ${real.tally.polls} polls`)

    const firstPort = 20_000
    const carried = new PollFuzz(randomFrom(seed + 1), devices, (number) => firstPort + number, MUTANTS.inProcess)
    const release = carryDatagrams(({ bytes, port }) => carried.carry({ bytes, port: port - firstPort }))
    const rest = datagrams - real.tally.delivered
    await carried.prepare()
    await carried.run(Math.ceil(rest / 2))
    const halfWay = usedMegabytes()
    log(`in process: ${carried.tally.delivered} damaged answers, ${carried.tally.polls} polls`)
    await carried.run(Math.floor(rest / 2))
    const grownMegabytes = usedMegabytes() - halfWay
    release()
    const heard = await fuzzTraps(traps, randomFrom(seed + 2))
    return { polls: carried.tally, realPolls: real.tally, traps: heard, grownMegabytes, unhandled }
  } finally {
    process.off('uncaughtException', note)
    process.off('unhandledRejection', note)
  }
}
