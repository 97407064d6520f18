import { describe, expect, it } from 'vitest'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { endedByRun } from './ended-by-run'

const done = vmStep('db', { state: 'done' })
const attempt = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'verified', message: null, endedAtMs: 1 } as const

describe('what a run has ended', () => {
  it('is told of what was verified, with what did it in the end', () => {
    expect(endedByRun([runWith([done])], 'db')?.action).toBe('shutdown')
    const saved = {
      ...done,
      attempts: [
        { ...attempt, action: 'shutdown' },
        { ...attempt, action: 'save-state' },
      ],
    } as const
    expect(endedByRun([runWith([saved])], 'db')?.action).toBe('save-state')
  })

  it('is nothing of another VM, nor what goes on, failed, was moved, came back, or was only a dry run', () => {
    const back = vmStep('db', { state: 'done', direction: 'up', action: 'start', seq: 2 })
    expect(endedByRun([runWith([done])], 'web')).toBeNull()
    expect(endedByRun([runWith([vmStep('db'), vmStep('db', { state: 'failed' })])], 'db')).toBeNull()
    expect(endedByRun([runWith([vmStep('db', { state: 'done', action: 'migrate' })])], 'db')).toBeNull()
    expect(endedByRun([runWith([back, done])], 'db')).toBeNull()
    expect(endedByRun([runWith([done], { dryRun: true })], 'db')).toBeNull()
  })
})
