import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { priorDurations } from '../../planner/durations'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import { type DriverResult, type ManagerSession, ok, refused, type TaskState, unsupported } from '../../drivers/ports'
import { runWith, vmSeen } from '../../testing/run-samples'
import { host, hostId, onVm, step, vm, vmId, world } from '../../testing/world-samples'
import { containing } from '../../testing/containing'
import { until } from '../../testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { MaintenanceKeeper } from '../maintenance-keeper'
import { abortRun } from '../outages/abort-run'
import { AbortedOutages } from '../outages/aborted-outages'
import { takeTurn } from '../outages/take-turn'
import { abandonedEnd } from '../outages/run-end'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { skippedStep } from '../skipped-step'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const STORAGE = { datastoreNativeId: 'b/local', datastoreName: 'local', gibibytes: 80, leaves: ['vda /srv/web.qcow2'] }
const COPY_ID = stepIdSchema.parse('copy')
const MAINTENANCE = runIdSchema.parse('maintenance')
const OUTAGE = runIdSchema.parse('outage')
const BY = { actor: 'ann', channel: 'web' as const, reason: null }

/** One VM, "web" on host a, on a platform that locks it while it is moved and does one thing at a time with it. */
const platform = () => {
  const acts: string[] = []
  let looks = 0
  let answersCancel: (() => DriverResult<{ readonly task: string | null }>) | null = null
  let task: TaskState = { state: 'gone' }
  let seen = vmSeen('web', { hostNativeId: 'a', uuid: 'web', macs: ['00:50:56:00:00:01'] })
  let answersMigrate: (() => DriverResult<{ readonly task: string | null }>) | null = null
  const endCopy = (how: TaskState, on: string) => {
    task = how
    seen = { ...seen, lockedBy: null, hostNativeId: on }
  }
  const session: ManagerSession = {
    identify: nothing,
    inventory: nothing,
    observeHost: nothing,
    observeVm: () => {
      looks += 1
      return Promise.resolve(ok(seen))
    },
    task: () => Promise.resolve(ok(task)),
    close: () => Promise.resolve(),
    act: ({ act }) => {
      acts.push(act)
      if (act === 'cancel-migration' && answersCancel !== null) return Promise.resolve(answersCancel())
      if (act === 'migrate' && answersMigrate !== null) return Promise.resolve(answersMigrate())
      if (act === 'migrate') {
        task = { state: 'running', progressPercent: 1 }
        seen = { ...seen, lockedBy: 'copying' }
      } else if (act !== 'cancel-migration' && seen.lockedBy !== null)
        return Promise.resolve(refused('web is locked: copying', ''))
      else if (act === 'shutdown-guest' || act === 'power-off') seen = { ...seen, power: 'off' }
      return Promise.resolve(ok({ task: act === 'migrate' ? 't' : null }))
    },
  }
  return {
    acts,
    session,
    looks: () => looks,
    refuseCancel: (answer: DriverResult<{ readonly task: string | null }>) => (answersCancel = () => answer),
    refuseMigrate: () => (answersMigrate = () => refused('no room at b', '')),
    cancelled: () => endCopy({ state: 'failed', message: 'cancelled' }, 'a'),
    failed: () => endCopy({ state: 'failed', message: 'the disk of b is full' }, 'a'),
    arrived: () => endCopy({ state: 'succeeded' }, 'b'),
  }
}

const copyStep = (given: Partial<Step> = {}): Step =>
  step(1, {
    id: COPY_ID,
    runId: MAINTENANCE,
    object: onVm('web'),
    action: 'migrate',
    targetHostId: hostId('b'),
    storage: STORAGE,
    limitSeconds: 36_000,
    before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: ['00:50:56:00:00:01'], uuid: 'web' },
    ...given,
  })
const maintenance = (steps: readonly Step[]): RunWithSteps =>
  runWith(steps, { id: MAINTENANCE, kind: 'maintenance', phase: 'entering', hostId: hostId('a'), outageStartedAtMs: null })
const outage = (): RunWithSteps =>
  runWith(
    [
      step(1, {
        id: stepIdSchema.parse('shed'),
        runId: OUTAGE,
        object: onVm('web'),
        action: 'shutdown',
        fallback: 'power-off',
        before: copyStep().before,
      }),
    ],
    { id: OUTAGE },
  )

describe('moves that nobody waits for any more', () => {
  let store: ServiceWorld
  let nowMs: number
  let leftSeconds: number | null
  const executors: Executor[] = []
  const seen = world({
    hosts: ['a', 'b'].map((name) => host(name)),
    vms: [vm('web', 'a', { disks: [{ label: 'vda /srv/web.qcow2', datastoreNativeId: 'a/local', gibibytes: 80, local: true }] })],
  })
  const site = { durations: priorDurations, world: seen, trustedWorld: seen, deviceViews: () => [] }
  const clock = { now: () => nowMs }
  const log = pino({ level: 'silent' })

  beforeEach(async () => {
    store = await openServiceWorld()
    nowMs = 1_000_000
    leftSeconds = null
  })
  afterEach(async () => {
    for (const executor of executors.splice(0)) executor.stop()
    await store.close()
  })

  const bookOn = () => new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
  const executorOn = (book: RunBook, session: ManagerSession): Executor => {
    const executor = new Executor({
      clock,
      log,
      book,
      managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
      moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
      world: () => site.world,
      devices: () => [],
      hardware: { look: nothing, wayToWake: () => null, wake: nothing },
      batteryLeft: () => leftSeconds,
      startsVms: () => true,
      onStepEnd: () => undefined,
    })
    executors.push(executor)
    return executor
  }
  const copyIn = (book: RunBook) => book.step(MAINTENANCE, COPY_ID)
  /** The maintenance run with its copy at work. */
  const copying = async (at: ReturnType<typeof platform>, given: Partial<Step> = {}) => {
    const book = bookOn()
    const executor = executorOn(book, at.session)
    await book.add(maintenance([copyStep(given)]), [])
    await executor.advance()
    await until('the copy to be called', () => copyIn(book)?.attempts.at(-1)?.task === 't')
    return { book, executor }
  }
  const ended = (book: RunBook) =>
    until('the copy’s step to end', () => (copyIn(book)?.state !== 'running' ? copyIn(book) : null))
  const told = (kind: string) => store.store.read.journal.page({ kinds: [kind], limit: 10 })

  it('D11 A6 an outage cancels a copy that is at work, and shuts its VM down only once that is verified: not by force', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    // The platform takes its time: nothing is asked of the VM meanwhile, and nothing forced.
    const looks = book.get(OUTAGE)?.steps[0]
    expect(looks).toMatchObject({ state: 'running', attempts: [] })
    expect(copyIn(book)).toMatchObject({ state: 'running', calledOff: { endsAs: 'failed' } })
    at.cancelled()
    await until('the VM to be off', () => book.get(OUTAGE)?.steps[0]?.state === 'done')
    expect(at.acts).toEqual(['migrate', 'cancel-migration', 'shutdown-guest'])
    expect(copyIn(book)).toMatchObject({
      state: 'failed',
      result: 'the copy of its disks was cancelled, verified: a run for an outage or a danger began',
    })
  })

  it('D11 its maintenance does not go on by itself when mains are back: its host was not emptied', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    const next = stepIdSchema.parse('next')
    const after = copyStep({ id: next, seq: 2, state: 'pending', startedAtMs: null, after: [COPY_ID] })
    await book.change(MAINTENANCE, { newSteps: [after] }, [])
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    at.cancelled()
    await until('the VM to be off', () => book.get(OUTAGE)?.steps[0]?.state === 'done')
    await book.change(OUTAGE, { run: { phase: 'done', endedAtMs: nowMs } }, [])
    await executor.advance()
    expect(book.get(MAINTENANCE)?.heldSinceMs).toBe(1_000_000)
    expect(book.step(MAINTENANCE, next)?.state).toBe('pending')
    expect(await told('run.held')).toHaveLength(1)
  })

  it('D3 D11 a copy that does not end holds the outage’s step no longer than its limit: its guest is asked all the same, and then all its time is its own', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    const limitMs = (book.get(OUTAGE)?.steps[0]?.limitSeconds ?? 0) * 1000
    nowMs += limitMs - 10_000
    await until('another cancellation', () => at.acts.filter((act) => act === 'cancel-migration').length > 1)
    expect(book.get(OUTAGE)?.steps[0]).toMatchObject({ state: 'running', attempts: [] })
    nowMs += 10_000
    await until('the guest to be asked', () => at.acts.includes('shutdown-guest'))
    // The platform refuses while it copies: that is no word of the guest.
    nowMs += limitMs - 10_000
    at.cancelled()
    await until('the VM to be off', () => book.get(OUTAGE)?.steps[0]?.state === 'done')
    expect(at.acts).not.toContain('power-off')
    expect(at.acts.at(-1)).toBe('shutdown-guest')
  })

  it('D3 K1 where the battery leaves the guest no time any more, force is used, and the journal has the numbers', async () => {
    const at = platform()
    leftSeconds = 300
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    expect(at.acts).not.toContain('power-off')
    leftSeconds = 12
    await until('the fallback', () => at.acts.includes('power-off'))
    expect(at.acts).not.toContain('shutdown-guest')
    const [forced] = await told('step.fallback')
    expect(forced).toMatchObject({
      message:
        'web: the disks of web are still being copied; 12 s of battery are left above the reserve, and its shutdown needs 30 s; now power off',
      data: { leftSeconds: 12, needSeconds: 30 },
    })
  })

  it('A3 a copy that its manager does not end within 5 minutes is given up, and then the guest is asked all the same', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    // Its manager was heard all the time.
    for (let minutes = 0; minutes < 11 && copyIn(book)?.state === 'running'; minutes += 1) {
      const seen = at.looks()
      nowMs += 30_000
      await until('further looks', () => at.looks() > seen + 3 || copyIn(book)?.state !== 'running')
    }
    expect(await ended(book)).toMatchObject({ state: 'failed', result: containing('may go on: look at its manager') })
    await until('the guest to be asked', () => at.acts.includes('shutdown-guest'))
    expect(at.acts).not.toContain('power-off')
  })

  it('D11 a copy that was not called yet when the outage began is not begun', async () => {
    const at = platform()
    const book = bookOn()
    const executor = executorOn(book, at.session)
    await book.add(maintenance([copyStep({ state: 'running', startedAtMs: nowMs })]), [])
    await book.add(outage(), [])
    await executor.advance()
    await until('the VM to be off', () => book.get(OUTAGE)?.steps[0]?.state === 'done')
    expect(at.acts).toEqual(['shutdown-guest'])
    expect(copyIn(book)).toMatchObject({ state: 'failed' })
  })

  it('A1 A2 an engine that begins anew in the middle of it goes on cancelling', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    await executor.advance()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    executor.stop()
    at.acts.splice(0)
    const found = await store.store.read.runs.active()
    expect(found.flatMap(({ steps }) => steps).find(({ id }) => id === COPY_ID)?.calledOff).toMatchObject({ endsAs: 'failed' })
    const later = bookOn()
    later.adopt(found)
    await executorOn(later, at.session).advance()
    await until('the cancellation once more', () => at.acts.includes('cancel-migration'))
    at.cancelled()
    await until('the VM to be off', () => later.get(OUTAGE)?.steps[0]?.state === 'done')
    expect(at.acts).toEqual(['cancel-migration', 'shutdown-guest'])
  })

  it('A3 a copy that is refused ends its step: it is called once', async () => {
    const at = platform()
    at.refuseMigrate()
    const book = bookOn()
    await book.add(maintenance([copyStep()]), [])
    await executorOn(book, at.session).advance()
    expect(await ended(book)).toMatchObject({ state: 'failed', result: 'no room at b.' })
    expect(at.acts).toEqual(['migrate'])
  })

  it('A3 a copy that fails ends its step: it is called once, and nothing needs to be cancelled', async () => {
    const at = platform()
    const { book } = await copying(at)
    at.failed()
    expect(await ended(book)).toMatchObject({ state: 'failed', result: 'the disk of b is full' })
    expect(at.acts).toEqual(['migrate'])
  })

  it('A3 A4 a copy past its limit is cancelled, and fails only once that is verified', async () => {
    const at = platform()
    const { book } = await copying(at)
    nowMs += 36_000_000
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    expect(copyIn(book)?.state).toBe('running')
    at.cancelled()
    expect(await ended(book)).toMatchObject({
      state: 'failed',
      result: 'the copy of its disks was cancelled, verified: migrate did not end within its limit of 36000 s',
    })
  })

  it('A6 A4 an aborted maintenance ends once the copy is seen to have ended; a second abort waits no longer', async () => {
    const at = platform()
    const { book } = await copying(at)
    const parts = { book, clock, aborted: new AbortedOutages(store.store) }
    const run = () => book.get(MAINTENANCE) ?? raise()
    await abortRun(parts, run(), BY)
    expect(run()).toMatchObject({ abandoned: true, phase: 'leaving' })
    expect(abandonedEnd(run(), nowMs)).toBeNull()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    at.cancelled()
    expect(await ended(book)).toMatchObject({ state: 'cancelled', result: containing('verified: aborted by ann') })
    expect(abandonedEnd(run(), nowMs)).toMatchObject({ phase: 'aborted' })
    expect(await told('step.called-off')).toMatchObject([{ actor: 'ann' }])
  })

  it('A6 a second abort gives up waiting for a copy that does not end', async () => {
    const at = platform()
    const { book } = await copying(at)
    const parts = { book, clock, aborted: new AbortedOutages(store.store) }
    await abortRun(parts, book.get(MAINTENANCE) ?? raise(), BY)
    await abortRun(parts, book.get(MAINTENANCE) ?? raise(), BY)
    expect(book.get(MAINTENANCE)?.phase).toBe('aborted')
    expect(copyIn(book)).toMatchObject({ state: 'cancelled', result: 'aborted by ann; what was called goes on' })
  })

  it.each([true, false])('A6 the end of maintenance cancels the copy, verified (bringing back: %s)', async (bringBack) => {
    const at = platform()
    const { book } = await copying(at)
    const keeper = new MaintenanceKeeper(clock, book, site)
    expect(await keeper.exit({ hostId: hostId('a') }, bringBack, BY)).toEqual({ runId: MAINTENANCE })
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    at.cancelled()
    expect(await ended(book)).toMatchObject({ state: 'cancelled' })
    expect(book.get(MAINTENANCE)?.steps.filter(({ object }) => object.id === vmId('web'))).toHaveLength(1)
  })

  it('A6 a copy that a person skips is cancelled first; skipped again, it is left as it is', async () => {
    const at = platform()
    const { book } = await copying(at)
    const skip = () => book.change(MAINTENANCE, { stepIds: [COPY_ID], patchStep: (now) => skippedStep(now, 'ann', nowMs) }, [])
    await skip()
    await until('the cancellation', () => at.acts.includes('cancel-migration'))
    expect(copyIn(book)?.state).toBe('running')
    await skip()
    expect(copyIn(book)).toMatchObject({ state: 'skipped', result: 'skipped by ann' })
  })

  it('A4 K1 one that arrives before its cancellation is done, and what it leaves behind is named', async () => {
    const at = platform()
    const { book, executor } = await copying(at)
    await book.add(outage(), [])
    at.arrived()
    await executor.advance()
    expect(await ended(book)).toMatchObject({ state: 'done' })
    await until('what is left behind to be told', async () => (await told('step.left-behind')).length > 0)
    expect((await told('step.left-behind'))[0]?.message).toContain('The old disks of web stay on a: vda /srv/web.qcow2.')
  })

  describe('live moves without disks', () => {
    const LIVE = { storage: undefined, limitSeconds: 600 }
    const abort = (book: RunBook) =>
      abortRun({ book, clock, aborted: new AbortedOutages(store.store) }, book.get(MAINTENANCE) ?? raise(), BY)

    it('A6 A4 an abort calls the move off on the platform: the run ends once the VM is seen where it runs', async () => {
      const at = platform()
      const { book } = await copying(at, LIVE)
      await abort(book)
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      expect(book.get(MAINTENANCE)).toMatchObject({ abandoned: true })
      at.cancelled()
      expect(await ended(book)).toMatchObject({
        state: 'cancelled',
        result: 'its move was called off and has ended, verified: it is on, and not on its target (aborted by ann)',
      })
      expect(abandonedEnd(book.get(MAINTENANCE) ?? raise(), nowMs)).toMatchObject({ phase: 'aborted' })
      expect(await told('step.called-off')).toMatchObject([
        { actor: 'ann', message: 'The move of web is called off: aborted by ann' },
      ])
      expect((await told('run.aborted'))[0]?.message).toContain('called off: web')
    })

    it('A4 A1 one that was switching over has moved its VM: that is what its step ends with', async () => {
      const at = platform()
      const { book } = await copying(at, LIVE)
      at.refuseCancel(refused('web is switching over', ''))
      await abort(book)
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      at.arrived()
      expect(await ended(book)).toMatchObject({ state: 'done', result: containing('verified running on its target') })
      expect(abandonedEnd(book.get(MAINTENANCE) ?? raise(), nowMs)).toMatchObject({ phase: 'aborted' })
    })

    it('A6 a platform that cannot cancel: its end is awaited, which the step and the journal say; nothing is taken for granted', async () => {
      const at = platform()
      const { book } = await copying(at, LIVE)
      at.refuseCancel(unsupported('This platform cannot cancel a move.', ''))
      await abort(book)
      const step = await until('it to be awaited', () => (copyIn(book)?.calledOff?.awaited === undefined ? null : copyIn(book)))
      expect(step).toMatchObject({ state: 'running', calledOff: { awaited: 'This platform cannot cancel a move.' } })
      expect(await told('step.awaited')).toMatchObject([
        { message: containing('The move of web is not cancelled by its manager, so its end is awaited: This platform cannot') },
      ])
      // Kept: another engine says the same.
      const [kept] = (await store.store.read.runs.active()).flatMap(({ steps }) => steps)
      expect(kept?.calledOff?.awaited).toBe('This platform cannot cancel a move.')
      at.arrived()
      expect(await ended(book)).toMatchObject({ state: 'done' })
    })

    it('A6 K1 a manager that refuses to cancel, again and again, is told of once', async () => {
      const at = platform()
      const { book } = await copying(at, LIVE)
      at.refuseCancel(refused('no permission to cancel', ''))
      await abort(book)
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      expect(copyIn(book)?.calledOff?.awaited).toBeUndefined()
      nowMs += 5_000
      await until('it to be awaited', () => copyIn(book)?.calledOff?.awaited !== undefined)
      nowMs += 30_000
      await until('it to be asked for again', () => at.acts.filter((act) => act === 'cancel-migration').length === 3)
      expect(await told('step.awaited')).toHaveLength(1)
      at.cancelled()
      expect(await ended(book)).toMatchObject({ state: 'cancelled' })
    })

    it.each(['skip', 'exit'] as const)('A6 %s calls it off too, and a second Skip leaves it as it is', async (how) => {
      const at = platform()
      const { book } = await copying(at, LIVE)
      const skip = () => book.change(MAINTENANCE, { stepIds: [COPY_ID], patchStep: (now) => skippedStep(now, 'ann', nowMs) }, [])
      if (how === 'skip') await skip()
      else await new MaintenanceKeeper(clock, book, site).exit({ hostId: hostId('a') }, false, BY)
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      expect(copyIn(book)?.state).toBe('running')
      await skip()
      expect(copyIn(book)).toMatchObject({ state: 'skipped', result: 'skipped by ann' })
    })

    it('A2 A6 one that was not called yet is not called any more', async () => {
      const at = platform()
      const book = bookOn()
      await book.add(maintenance([copyStep({ ...LIVE, state: 'running', startedAtMs: nowMs })]), [])
      await abort(book)
      await executorOn(book, at.session).advance()
      expect(await ended(book)).toMatchObject({ state: 'cancelled', result: 'it was not moved: aborted by ann' })
      expect(at.acts).toEqual([])
    })

    it('D11 D3 an outage calls off the move of a VM that it has to end, and asks its guest once it is seen to rest', async () => {
      const at = platform()
      const { book, executor } = await copying(at, LIVE)
      await book.add(outage(), [])
      await executor.advance()
      await executor.advance()
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      at.cancelled()
      await until('the VM to be off', () => book.get(OUTAGE)?.steps[0]?.state === 'done')
      expect(at.acts).toEqual(['migrate', 'cancel-migration', 'shutdown-guest'])
      expect(copyIn(book)).toMatchObject({ state: 'failed', result: containing('a run for an outage or a danger began') })
    })

    it('D11 an outage that is not about its VM leaves a move to its end', async () => {
      const at = platform()
      const { book, executor } = await copying(at, LIVE)
      await book.add(runWith([], { id: OUTAGE }), [])
      await executor.advance()
      const seen = at.looks()
      await until('further looks', () => at.looks() > seen + 1)
      at.arrived()
      expect(await ended(book)).toMatchObject({ state: 'done' })
      expect(at.acts).toEqual(['migrate'])
    })

    it('P6 R1 a move home is called off when its home is in trouble again', async () => {
      const at = platform()
      const book = bookOn()
      const executor = executorOn(book, at.session)
      const home = copyStep({ ...LIVE, runId: OUTAGE, direction: 'up', action: 'migrate-home' })
      await book.add(runWith([home], { id: OUTAGE, phase: 'recovering' }), [])
      await executor.advance()
      await until('the move to be called', () => book.step(OUTAGE, COPY_ID)?.attempts.at(-1)?.task === 't')
      const run = book.get(OUTAGE) ?? raise()
      const turn = {
        run: { phase: 'shedding' as const },
        cancelled: run.steps,
        cancelledBecause: 'mains failed again',
        entry: { kind: 'run.outage-again', message: 'Mains failed again' },
      }
      const object = { kind: 'run' as const, id: OUTAGE, name: 'Row' }
      await takeTurn({ book, clock, aborted: new AbortedOutages(store.store) }, run, turn, {
        ...turn.entry,
        ...BY,
        atMs: nowMs,
        object,
        outcome: 'ok',
        data: null,
      })
      await until('the cancellation', () => at.acts.includes('cancel-migration'))
      at.cancelled()
      await until('it to end', () => book.step(OUTAGE, COPY_ID)?.state === 'cancelled')
      expect(book.step(OUTAGE, COPY_ID)?.result).toContain('(mains failed again)')
    })
  })
})

const raise = (): never => {
  throw new Error('the run is gone')
}
