// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import { de } from '@/components/messages/de'
import type { Host } from '@/server/domain/world'
import { host, manager } from '@/server/testing/world-samples'
import { HostState } from './host-state'
import { maintenanceWords } from './maintenance-words'

afterEach(cleanup)

const shown = (given: Partial<Host>): string => {
  const store = new LiveStore()
  const doc = manager({ refreshedAtMs: Date.now() - 7 * 60_000 - 1_000 })
  const row = { kind: 'manager' as const, id: doc.id, revision: 1, atMs: 0, doc }
  store.receive({ type: 'snapshot', nowMs: Date.now(), rows: [row], journalId: 0 }, Date.now())
  const { container } = render(
    <LiveContext value={store}>
      <HostState host={host('a', given)} runs={[]} />
    </LiveContext>,
  )
  const text = container.textContent
  cleanup()
  return text
}

it('R5 a host on its way into maintenance is said to be that, and not to be in it', () => {
  expect(shown({ enteringMaintenance: true })).toContain('Entering maintenance')
  expect(shown({ inMaintenance: true })).toMatch(/Maintenance$/)
  const outside = host('a', { enteringMaintenance: true, outsideMaintenanceSinceMs: 0 })
  expect(maintenanceWords(outside, de, () => '03:00')).toBe('Geht in Wartung, von außen begonnen, gesehen 03:00')
  expect(maintenanceWords(host('a'), de, () => '03:00')).toBeNull()
})

it('A9 what is not fresh says how old it is', () => {
  expect(shown({ stale: true })).toContain('Not fresh: from 7 min ago')
})
