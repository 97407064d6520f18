// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { powerGroupIdSchema, vmIdSchema } from '@/server/domain/ids'
import type { GroupDoc } from '@/server/domain/view'
import { LONG_OUTAGE_STAGE } from '@/server/domain/long-outage'
import { runWith, stageId, vmStep } from '@/server/testing/run-samples'
import { vm } from '@/server/testing/world-samples'
import { LiveStore } from '@/components/live/live-store'
import { LiveContext } from '@/components/live/use-live'
import { PowerStrip } from './power-strip'

const START = Date.UTC(2026, 10, 21, 3, 0, 0)
/** This browser's clock is a minute behind the server's. */
const SERVER_AHEAD_MS = 60_000

const group = (change: Partial<GroupDoc>): GroupDoc => ({
  id: powerGroupIdSchema.parse('row4'),
  name: 'Row 4',
  deviceIds: [],
  requiredDevices: 1,
  condition: 'on-battery',
  severity: 'warning',
  onBatterySinceMs: START + SERVER_AHEAD_MS - 10_000,
  secondsOnBattery: 10,
  runtimeSeconds: 680,
  runtimeReason: 'device',
  runtimeBand: null,
  chargePercent: 80,
  loadPercent: 40,
  outputWatts: 900,
  hostCount: 3,
  vmCount: 20,
  uncoveredVmNames: [],
  notes: [],
  planId: null,
  planName: null,
  planMode: null,
  stageCount: null,
  runId: null,
  forecast: null,
  ...change,
})

const told = (doc: GroupDoc): LiveStore => {
  const store = new LiveStore()
  const row = { kind: 'group' as const, id: doc.id, revision: 1, atMs: START, doc }
  store.receive({ type: 'snapshot', nowMs: Date.now() + SERVER_AHEAD_MS, rows: [row], journalId: 0 }, Date.now())
  return store
}

const show = (store: LiveStore) =>
  render(
    <LiveContext value={store}>
      <PowerStrip />
    </LiveContext>,
  )

describe('the power strip', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.setSystemTime(START)
  })
  afterEach(() => {
    cleanup()
    vi.useRealTimers()
  })

  it('counts the time on battery by the server’s clock, each second', () => {
    show(told(group({})))
    expect(screen.getByText('0:10')).toBeTruthy()
    act(() => void vi.advanceTimersByTime(5_000))
    expect(screen.getByText('0:15')).toBeTruthy()
    expect(screen.getByText('11:20')).toBeTruthy()
  })

  it('says by how much the runtime may be off, and at which load', () => {
    const { container } = show(told(group({ runtimeBand: { lowSeconds: 620, highSeconds: 750 } })))
    expect(container.textContent).toContain('runtime 11:20 (likely 10:20 – 12:30) at the present load of 40 %')
  })

  it('claims no such thing where the figure lies outside of the band', () => {
    const { container } = show(told(group({ runtimeBand: { lowSeconds: 700, highSeconds: 750 } })))
    expect(container.textContent).not.toContain('likely')
  })

  it('tells the margin, and how it comes about, on battery only', () => {
    const forecast = {
      verdict: 'clean' as const,
      vmCount: 20,
      cutOff: [],
      marginSeconds: 185,
      worst: { endsAtSeconds: 500, leftSeconds: 305 },
      endsAtSeconds: 300,
      emptyAtSeconds: 900,
      reserveSeconds: 120,
      stages: [],
      notes: [],
    }
    const margin = 'margin +3:05 worst case: last step ends 8:20, battery empty 13:25, reserve 2:00'
    expect(show(told(group({ forecast }))).container.textContent).toContain(margin)
    cleanup()
    const danger = { kinds: ['overload' as const], over: false }
    const onMains = told(group({ forecast, condition: 'on-mains', onBatterySinceMs: null, danger }))
    expect(show(onMains).container.textContent).not.toContain('margin')
  })

  it('says what nobody knows as a dash, never as zero', () => {
    show(told(group({ runtimeSeconds: null })))
    expect(screen.getByText('—')).toBeTruthy()
  })

  it('is not there while nothing is wrong', () => {
    const { container } = show(told(group({ condition: 'on-mains', severity: 'normal', onBatterySinceMs: null })))
    expect(container.textContent).toBe('')
  })

  it('P8 names a danger that the plan sheds for on live mains, and says when a person is waited for', () => {
    const calm = { condition: 'on-mains', severity: 'warning', onBatterySinceMs: null } as const
    const hot = show(told(group({ ...calm, danger: { kinds: ['temperature-at-least', 'overload'], over: false } })))
    expect(hot.container.textContent).toContain('Row 4: Heat, Overload')
    expect(hot.container.textContent).not.toContain('On mains')
    expect(hot.container.textContent).toContain('What was shed stays down until a person continues the run')
    cleanup()
    const over = show(told(group({ ...calm, danger: { kinds: ['overload'], over: true } })))
    expect(over.container.textContent).toContain('Row 4: Danger has passed')
    expect(over.container.textContent).toContain('Continue brings everything back')
    cleanup()
    const both = show(told(group({ danger: { kinds: ['overload'], over: false } })))
    expect(both.container.textContent).toContain('Row 4: On battery, Overload')
  })

  it('R1 stays after the mains are back, until what went down runs again', () => {
    const ended = runWith([vmStep('db-07', { state: 'done' })], {
      phase: 'done',
      title: 'Row 4',
      powerGroupId: powerGroupIdSchema.parse('row4'),
    })
    const after = (power: 'off' | 'on') => {
      const store = told(group({ condition: 'on-mains', severity: 'normal', onBatterySinceMs: null }))
      const rows = [
        { kind: 'run' as const, id: ended.id, revision: 2, atMs: START, doc: ended },
        {
          kind: 'vm' as const,
          id: 'db-07',
          revision: 3,
          atMs: START,
          doc: vm('db-07', 'h1', { id: vmIdSchema.parse('db-07'), power }),
        },
      ]
      store.receive({ type: 'latest', nowMs: Date.now() + SERVER_AHEAD_MS, rows }, Date.now())
      return show(store).container.textContent
    }
    expect(after('off')).toContain('Row 4: Run has ended1 VM still down')
    cleanup()
    expect(after('on')).toBe('')
  })

  it('A6 says how long a run has been held, and counts no policy for long outages among the stages', () => {
    const fired = [LONG_OUTAGE_STAGE, stageId('one')].map((id) => ({
      stageId: id,
      stageName: id,
      firedAtMs: START,
      firstSeq: 1,
      why: '',
    }))
    const run = runWith([], { fired, heldSinceMs: START + SERVER_AHEAD_MS - 65_000 })
    const store = told(group({ runId: run.id, planName: 'Row 4', planMode: 'armed', stageCount: 4 }))
    const row = { kind: 'run' as const, id: run.id, revision: 2, atMs: START, doc: run }
    store.receive({ type: 'latest', nowMs: Date.now() + SERVER_AHEAD_MS, rows: [row] }, Date.now())
    const { container } = show(store)
    expect(container.textContent).toContain('stage 1/4')
    expect(container.textContent).toContain('held for 1:05')
  })

  it('does not call a group of which nothing is known one in trouble', () => {
    const { container } = show(told(group({ condition: 'unknown', severity: 'stale', onBatterySinceMs: null })))
    expect(container.textContent).toBe('')
  })
})
