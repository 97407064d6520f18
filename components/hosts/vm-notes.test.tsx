// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { ReplicationFacts } from '@/server/domain/recovery'
import { vm } from '@/server/testing/world-samples'
import { VmNotes } from './vm-notes'

const NOW_MS = 1_800_000_000_000
vi.mock('@/components/live/use-now', () => ({ useNow: () => 1_800_000_000_000 }))
afterEach(cleanup)

const replica: ReplicationFacts = { state: 'ok', rpoSeconds: 300, lastSyncAtMs: NOW_MS - 120_000, rpoViolated: false }
const noted = (given: Parameters<typeof vm>[2]) =>
  render(<VmNotes vm={vm('web', 'a', given)} first="guest tools running" />).container

it('a VM’s line tells its snapshots and its replica with its age', () => {
  expect(noted({ snapshotCount: 2, replication: replica }).textContent).toBe(
    'guest tools running · 2 snapshots · replica: In step, 2 min ago',
  )
})

it('a VM’s line tells what it uses of its memory and by whose word, that it starts with its host, and its tags', () => {
  expect(noted({ memoryUse: { usedMiB: 3_072, by: 'guest' }, startsWithHost: true, tags: ['erp'] }).textContent).toBe(
    'guest tools running · its guest uses 3 GB · starts with its host · erp',
  )
  expect(noted({ memoryUse: { usedMiB: 3_072, by: 'host' } }).textContent).toContain('its host holds 3 GB for it')
  expect(noted({ memoryUse: { usedMiB: 3_072, by: null } }).textContent).toContain('3 GB in use')
})

it('a replica is marked only where it needs a look', () => {
  expect(noted({ replication: replica }).querySelector('svg')).toBeNull()
  const late = noted({ replication: { ...replica, rpoViolated: true } })
  expect(late.textContent).toContain('older than promised')
  expect(late.querySelector('svg')).not.toBeNull()
})

it('of a replica that was never sent no age is made up, and no snapshots are not told', () => {
  expect(noted({ snapshotCount: 0, replication: { ...replica, state: 'initial-sync', lastSyncAtMs: null } }).textContent).toBe(
    'guest tools running · replica: First synchronization, never',
  )
})
