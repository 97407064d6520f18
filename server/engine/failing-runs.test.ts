import { describe, expect, it, vi } from 'vitest'
import type { JournalDraft } from '../domain/journal'
import { runWith } from '../testing/run-samples'
import { groupId, hostId } from '../testing/world-samples'
import { FailingRuns } from './failing-runs'

const opened = () => {
  const drafts: JournalDraft[] = []
  const log = { error: vi.fn() }
  const failing = new FailingRuns({ note: (more) => void drafts.push(...more) })
  return { failing, drafts, look: { nowMs: 7, log }, log }
}
const run = runWith([], { powerGroupId: groupId() })
const throwing = () => Promise.reject(new Error('password=secret'))

describe('K1 a part of a run that fails', () => {
  it('K1 K5 is told once, without what was thrown, is an alarm while it lasts, and told when it works again', async () => {
    const { failing, drafts, look, log } = opened()
    await failing.guard(run, 'beginning its steps', look, throwing)
    await failing.guard(run, 'beginning its steps', look, throwing)
    expect(log.error).toHaveBeenCalledTimes(2)
    expect(drafts).toMatchObject([
      { kind: 'run.part-fails', runId: run.id, message: expect.stringContaining('beginning its steps fails') as string },
    ])
    expect(JSON.stringify(drafts)).not.toContain('secret')
    expect(failing.alarms([run])).toMatchObject([
      { code: 'run-part-fails', severity: 'critical', object: { kind: 'group', id: groupId() } },
    ])
    await failing.guard(run, 'beginning its steps', look, () => Promise.resolve())
    expect(drafts.map(({ message }) => message)).toHaveLength(2)
    expect(failing.alarms([run])).toEqual([])
  })

  it('A3 keeps no other part of it from being told, and ends with its run', async () => {
    const { failing, drafts, look } = opened()
    const maintenance = { ...run, powerGroupId: null, hostId: hostId('h1') }
    await failing.guard(maintenance, 'beginning its steps', look, throwing)
    await failing.guard(maintenance, 'putting back what the operation stands on', look, throwing)
    expect(drafts).toHaveLength(2)
    expect(failing.alarms([maintenance])).toMatchObject([{ object: { kind: 'host', id: hostId('h1') } }])
    failing.forget(run.id)
    expect(failing.alarms([maintenance])).toEqual([])
  })
})
