import { expect, it } from 'vitest'
import { Gate } from './gate'

const task = () => {
  let end: () => void = () => undefined
  const ended = new Promise<void>((done) => {
    end = done
  })
  return { end, ended }
}

it('lets so many in at a time, in order, also after one that failed', async () => {
  const gate = new Gate(2, 60_000)
  const begun: number[] = []
  const tasks = Array.from({ length: 5 }, task)
  const passed = tasks.map(({ ended }, index) =>
    gate.pass(async () => {
      begun.push(index)
      await ended
      if (index === 1) throw new Error('no')
    }),
  )
  expect(begun).toEqual([0, 1])
  tasks[1]?.end()
  await expect(passed[1]).rejects.toThrow('no')
  expect(begun).toEqual([0, 1, 2])
  for (const { end } of tasks) end()
  await Promise.allSettled(passed)
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

it('does not let one that takes long keep the others out, and counts it once', async () => {
  const gate = new Gate(1, 5)
  const long = task()
  const first = gate.pass(() => long.ended)
  await gate.pass(() => Promise.resolve())
  long.end()
  await first
  const begun: string[] = []
  const held = task()
  const third = gate.pass(() => (begun.push('third'), held.ended))
  void gate.pass(() => (begun.push('fourth'), Promise.resolve()))
  expect(begun).toEqual(['third'])
  held.end()
  await third
})
