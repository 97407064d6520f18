import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { hypervisorDrivers } from '../../server/drivers/hypervisor/registry'
import type { ManagerSession, ManagerTarget } from '../../server/drivers/ports'
import { type Block, watchBlocks } from './longest-block'
import { settledMegabytes } from './settled-memory'

/**
 * One driver by itself in a process of its own: is told a manager, reads its whole inventory several times and tells how long each
 * reading took, for how long at most nothing else could be done meanwhile, and what is kept of it in memory.
 */

const READINGS = 6
const DEADLINE_MS = 300_000

const targetSchema = z.custom<ManagerTarget>((value) => typeof value === 'object' && value !== null && 'address' in value)

interface Reading extends Block {
  readonly tookMs: number
  /** Processor time of this process, on all its threads: the rest of the reading the manager was waited for. */
  readonly ownMs: number
}

const read = async (session: ManagerSession): Promise<Reading> => {
  await pause(200)
  const ended = watchBlocks()
  const began = performance.now()
  const usedBefore = process.cpuUsage()
  const result = await session.inventory({ deadlineMs: DEADLINE_MS })
  const tookMs = performance.now() - began
  const { user, system } = process.cpuUsage(usedBefore)
  await pause(20)
  const block = ended()
  if (result.kind !== 'ok') throw new Error(`${result.message} ${result.hint}`)
  return { ...block, tookMs, ownMs: (user + system) / 1000 }
}

const measure = async (target: ManagerTarget) => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === target.address.kind)
  if (driver === undefined) throw new Error(`no driver for ${target.address.kind}`)
  const before = settledMegabytes()
  const session = driver.open(target)
  const readings: Reading[] = []
  while (readings.length < READINGS) readings.push(await read(session))
  const keptMegabytes = settledMegabytes() - before
  await session.close()
  return { readings, keptMegabytes }
}

process.once('message', (message) => {
  measure(targetSchema.parse(message)).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      throw error
    },
  )
})
process.once('disconnect', () => process.exit())
