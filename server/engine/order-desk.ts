import type { Logger } from 'pino'
import { groupState } from '../decide/group-state'
import type { DeviceId, HostId, RunId, StepId } from '../domain/ids'
import type { JournalDraft, Json } from '../domain/journal'
import type { Order } from '../domain/order'
import { REFUSAL_SENTENCES as R } from '../domain/refusal-sentences'
import { isEnded, type Run, type Step } from '../domain/run'
import { say } from '../domain/sentence'
import type { OrderRow, Store } from '../store/store'
import type { AccessDesk } from './access/access-desk'
import { commandCutOff } from './control/command-cut-off'
import { abortRun } from './outages/abort-run'
import type { AbortedOutages } from './outages/aborted-outages'
import { bringBack } from './outages/bring-back'
import { goAhead } from './outages/go-ahead'
import type { DeviceCommander } from './control/device-commander'
import type { DiscoveryKeeper } from './discovery/discovery-keeper'
import type { MaintenanceKeeper } from './maintenance-keeper'
import type { OutageKeeper } from './outages/outage-keeper'
import { continued } from './outages/outage-turns'
import type { ReadinessKeeper } from './readiness/readiness-keeper'
import type { RecoveryDesk } from './recovery/recovery-desk'
import { retriedStep } from './retried-step'
import { skippedStep } from './skipped-step'
import type { RunBook } from './run-book'
import type { Site } from './site'
import type { Clock } from './steady-clock'
import { heedStop, STALE_ORDER_MS, type StopOrder } from './stop-order'
import { toJson } from './to-json'

const SLOW: ReadonlySet<Order['kind']> = new Set([
  'device.probe',
  'manager.probe',
  'manager.change',
  'device.change',
  'hardware.probe',
  'hardware.save',
  'direct-path.probe',
  'direct-path.save',
  'device.command',
  'discovery.add',
  'recovery.run',
])

/** What came of an order: an answer, or why not and what to do. */
type Answer =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly message: string; readonly hint: string }

/** Late or twice, these do no harm: what is not meant any more is told from what still is. */
const isAlwaysGood = ({ order }: OrderRow): boolean => ['config.changed', 'run.abort', 'run.hold'].includes(order.kind)

const done = (result: unknown = null): Answer => ({ ok: true, result: toJson(result) })
const no = (message: string, hint: string): Answer => ({ ok: false, message, hint })

/** Why a step is not tried again; null: it may be. What leaves maintenance is neither rebooted nor taken there any more (R5). */
export const retryRefusal = ({ phase }: Pick<Run, 'phase'>, { action, object, state }: Step): Answer | null => {
  if (state !== 'failed') return no(`${object.name} has not failed.`, 'Only failed steps can be tried again.')
  if (action === 'reboot-host' && phase !== 'in-maintenance')
    return no(`${object.name} is leaving maintenance: it is not rebooted any more.`, 'Nothing was changed.')
  if (action === 'enter-maintenance' && phase === 'leaving')
    return no(`${object.name} is leaving maintenance: it is not taken there any more.`, 'Nothing was changed.')
  return null
}

export interface OrderParts {
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  readonly book: RunBook
  readonly site: Site
  readonly outages: OutageKeeper
  readonly maintenance: MaintenanceKeeper
  readonly aborted: AbortedOutages
  readonly commander: DeviceCommander
  readonly discovery: DiscoveryKeeper
  readonly recovery: Pick<RecoveryDesk, 'run'>
  readonly readiness: Pick<ReadinessKeeper, 'check'>
  readonly batteryReplaced: (id: DeviceId) => void
  readonly clearCabling: (id: HostId) => Promise<void>
  readonly reload: () => Promise<void>
  readonly wake: () => void
  readonly probe: (order: Extract<Order, { kind: 'device.probe' | 'manager.probe' }>) => Promise<Answer>
  readonly access: Pick<AccessDesk, 'carryOut'>
  readonly demo: ((name: string) => Promise<Answer>) | null
}

/** Takes what people ordered, in order, and answers each within a second; long work is a run, not an order. */
export class OrderDesk {
  readonly #parts: OrderParts
  #looking = false

  constructor(parts: OrderParts) {
    this.#parts = parts
  }

  /**
   * Answers what an engine that died had taken. Stops and holds are carried out where they are still what was meant: one that was
   * carried out changes nothing the second time. Of anything else it is not known how far it came, so a person looks (A1).
   */
  async resume(): Promise<void> {
    const { store } = this.#parts
    for (const row of await store.read.orders.unanswered()) {
      if (isAlwaysGood(row)) await this.#answer(row)
      else
        await store.write(async (tx) => {
          await tx.orders.finish(row.id, 'failed', {
            message: 'The engine ended while it carried this out; how far it came is in the journal.',
            hint: 'Look at what has changed, then order again.',
          })
          if (row.order.kind === 'device.command')
            await tx.journal.append(
              commandCutOff(row.order, row, this.#parts.clock.now(), await tx.devices.get(row.order.deviceId)),
            )
        })
    }
  }

  async look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const { store } = this.#parts
      for (const row of await store.read.orders.placed()) {
        if (!(await store.write((tx) => tx.orders.take(row.id)))) continue
        // Devices may take seconds: such orders are answered on their own and hold nobody up.
        if (SLOW.has(row.order.kind)) void this.#answer(row)
        else await this.#answer(row)
      }
    } finally {
      this.#looking = false
    }
  }

  async #answer(row: OrderRow): Promise<void> {
    const { store, log } = this.#parts
    let answer: Answer
    try {
      answer = this.#isStale(row)
        ? no('The engine was not there when this was ordered; nothing was done.', 'Look at what has changed, then order again.')
        : await this.#carryOut(row)
    } catch (error) {
      log.error({ err: error, order: row.order.kind }, 'an order failed')
      answer = no(
        `The engine could not carry this out: ${error instanceof Error ? error.message : String(error)}`,
        'See the engine log; try again.',
      )
    }
    await store.write((tx) =>
      answer.ok
        ? tx.orders.finish(row.id, 'done', answer.result)
        : tx.orders.finish(row.id, 'failed', { message: answer.message, hint: answer.hint }),
    )
    this.#parts.wake()
  }

  /** What was ordered while no engine listened is not done later, unseen; a stop or a hold still is. */
  #isStale(row: OrderRow): boolean {
    return !isAlwaysGood(row) && this.#parts.clock.now() - row.placedAtMs > STALE_ORDER_MS
  }

  async #carryOut(row: OrderRow): Promise<Answer> {
    const { order, actor, channel } = row
    const { maintenance, probe, demo } = this.#parts
    switch (order.kind) {
      case 'maintenance.enter': {
        const entered = await maintenance.enter(order, { actor, channel, reason: order.reason })
        return 'runId' in entered ? done(entered) : no(entered.message, entered.hint)
      }
      case 'maintenance.exit': {
        const left = await maintenance.exit(order, order.bringBack, { actor, channel, reason: order.reason })
        return 'runId' in left ? done(left) : no(left.message, left.hint)
      }
      case 'maintenance.reboot': {
        const begun = await maintenance.reboot(order.hostId, order.confirmation, { actor, channel, reason: order.reason })
        return 'runId' in begun ? done(begun) : no(begun.message, begun.hint)
      }
      case 'run.hold':
        return this.#stop({ ...row, order }, () =>
          this.#steer(order.runId, (run) => (run.heldSinceMs !== null ? null : { heldSinceMs: this.#parts.clock.now() }), {
            kind: 'run.held',
            words: 'held: no further step begins',
            actor,
            channel,
            reason: order.reason,
          }),
        )
      case 'run.continue':
        return this.#continue(order, { actor, channel, reason: order.reason })
      case 'run.abort':
        return this.#stop({ ...row, order }, () => this.#abort(order.runId, actor, channel, order.reason))
      case 'run.skip-step':
        return this.#changeStep(order.runId, order.stepId, 'skip', actor, channel, order.reason)
      case 'run.retry-step':
        return this.#changeStep(order.runId, order.stepId, 'retry', actor, channel, order.reason)
      case 'plan.fire-stage':
        return this.#fire(order, actor)
      case 'device.command': {
        const by = { actor, channel, reason: order.reason }
        const given = await this.#parts.commander.give(order.deviceId, order.command, by)
        return given.ok ? done(given.result) : no(given.message, given.hint)
      }
      case 'device.battery-replaced':
        this.#parts.batteryReplaced(order.deviceId)
        return done()
      case 'discovery.start':
      case 'discovery.cancel':
      case 'discovery.add':
        return this.#parts.discovery.carryOut(order, { actor, channel })
      case 'host.cabling-checked':
        await this.#parts.clearCabling(order.hostId)
        return done()
      case 'readiness.prove':
        return this.#parts.readiness.check({ actor, channel })
          ? done()
          : no('It is being proved already, or an outage is under way.', 'Look at the report when that has ended.')
      case 'device.probe':
      case 'manager.probe':
        return probe(order)
      case 'manager.change':
      case 'device.change':
      case 'hardware.probe':
      case 'hardware.save':
      case 'direct-path.probe':
      case 'direct-path.save':
        return this.#parts.access.carryOut(order, { actor, channel })
      case 'recovery.run':
        return this.#parts.recovery.run(order, { actor, channel })
      case 'config.changed':
        await this.#parts.reload()
        return done()
      case 'demo.scenario':
        return demo === null ? no('No simulated datacenter is attached.', 'Start with npm run demo.') : demo(order.name)
    }
  }

  /** A stop is carried out where it is still what was meant. */
  async #stop(row: OrderRow & { readonly order: StopOrder }, carryOut: () => Promise<Answer>): Promise<Answer> {
    const verdict = await heedStop(this.#parts, row)
    switch (verdict.do) {
      case 'go':
        return await carryOut()
      case 'done':
        return done({ unchanged: true })
      case 'no':
        return no(verdict.message, verdict.hint)
    }
  }

  async #continue(
    { runId, overrules }: Extract<Order, { kind: 'run.continue' }>,
    by: Pick<JournalDraft, 'actor' | 'channel' | 'reason'>,
  ): Promise<Answer> {
    const run = this.#parts.book.get(runId)
    if (run !== null && overrules !== undefined) {
      const said = await goAhead(this.#parts, run, overrules, by)
      return said === 'other'
        ? no(say(R.waitChanged, { run: run.title }), R.lookAtItAnew)
        : done({ unchanged: said === 'unchanged' })
    }
    if (run !== null && (await bringBack(this.#parts, run, by))) return done()
    return this.#steer(runId, continued, { kind: 'run.continued', words: 'continues', ...by, reason: by.reason ?? null })
  }

  async #steer(
    runId: RunId,
    patchOf: (run: Run) => Partial<Run> | null,
    by: {
      readonly kind: string
      readonly words: string
      readonly actor: string
      readonly channel: JournalDraft['channel']
      readonly reason: string | null
    },
  ): Promise<Answer> {
    const { book } = this.#parts
    const run = book.get(runId)
    if (run === null || isEnded(run.phase)) return no('This run has ended.', 'Nothing was changed.')
    const patch = patchOf(run)
    if (patch === null) return done({ unchanged: true })
    await book.change(runId, { run: patch }, [
      this.#entry(runId, run.title, by.kind, `${run.title} ${by.words}`, by.actor, by.channel, by.reason),
    ])
    return done()
  }

  async #abort(runId: RunId, actor: string, channel: JournalDraft['channel'], reason: string | null): Promise<Answer> {
    const run = this.#parts.book.get(runId)
    if (run === null || isEnded(run.phase)) return no('This run has ended.', 'Nothing was changed.')
    // Its record is what brings the VMs home: thrown away, nobody would.
    if (run.phase === 'in-maintenance')
      return no('Everything was done already; there is nothing to abort.', 'Exit maintenance brings the host and its VMs back.')
    return done(await abortRun(this.#parts, run, { actor, channel, reason }))
  }

  async #changeStep(
    runId: RunId,
    stepId: StepId,
    how: 'skip' | 'retry',
    actor: string,
    channel: JournalDraft['channel'],
    reason: string | null,
  ): Promise<Answer> {
    const { book, clock } = this.#parts
    const run = book.get(runId)
    const step = book.step(runId, stepId)
    if (run === null || step === null || isEnded(run.phase)) return no('This run has ended.', 'Nothing was changed.')
    const open = step.state === 'pending' || step.state === 'running'
    if (how === 'skip' && !open) return no(`${step.object.name} is ${step.state} already.`, 'Nothing was changed.')
    const refusal = how === 'retry' ? retryRefusal(run, step) : null
    if (refusal !== null) return refusal
    const nowMs = clock.now()
    await book.change(
      runId,
      {
        stepIds: [stepId],
        patchStep: (current) => (how === 'skip' ? skippedStep(current, actor, nowMs) : retriedStep(current)),
      },
      [
        {
          ...this.#entry(
            runId,
            run.title,
            how === 'skip' ? 'step.skipped' : 'step.retried',
            `${step.object.name}: ${how === 'skip' ? 'skipped' : 'tried again'}`,
            actor,
            channel,
            reason,
          ),
          object: { kind: step.object.kind, id: step.object.id, name: step.object.name },
        },
      ],
    )
    return done()
  }

  async #fire(order: Extract<Order, { kind: 'plan.fire-stage' }>, actor: string): Promise<Answer> {
    const { site, outages } = this.#parts
    const plan = site.configuration.plans.find((candidate) => candidate.id === order.planId)
    const group = site.configuration.groups.find((candidate) => candidate.id === plan?.powerGroupId)
    if (plan === undefined || group === undefined) return no('This plan or its power group is not known.', 'Reload the page.')
    const views = site.deviceViews()
    const refusal = await outages.fireByHand(group, groupState(group, views), order.stageId, actor, views)
    return refusal === null ? done({ runId: outages.runOf(group.id)?.id ?? null }) : no(refusal, 'Nothing was done.')
  }

  #entry(
    runId: RunId,
    title: string,
    kind: string,
    message: string,
    actor: string,
    channel: JournalDraft['channel'],
    reason: string | null,
  ): Omit<JournalDraft, 'runId'> {
    return {
      atMs: this.#parts.clock.now(),
      kind,
      actor,
      channel,
      object: { kind: 'run', id: runId, name: title },
      reason,
      outcome: 'ok',
      message,
      data: null,
    }
  }
}
