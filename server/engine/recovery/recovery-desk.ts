import type { JournalDraft, Json } from '../../domain/journal'
import type { Order } from '../../domain/order'
import { type RecoveryPlan, recoveryRefusal } from '../../domain/recovery'
import { type DriverResult, type RecoverySession, unsupported } from '../../drivers/ports'
import type { ManagerWatch } from '../manager-watch'
import { pause } from '../power-watch'
import { withHint } from '../with-hint'

type RecoveryOrder = Extract<Order, { kind: 'recovery.run' }>

interface By {
  readonly actor: string
  readonly channel: JournalDraft['channel']
}

type Answer =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly message: string; readonly hint: string }

const LOOK_DEADLINE_MS = 10_000
const RUN_DEADLINE_MS = 30_000
/** After an act the plan is looked at so often, so far apart, until its state shows it. */
const LOOKS = 10
const LOOKS_APART_MS = 1_000

const no = (message: string, hint: string): Answer => ({ ok: false, message, hint })

const OUTCOMES = { ok: 'ok', refused: 'refused', unsupported: 'refused', unreachable: 'failed', unknown: 'unknown' } as const

export interface RecoveryParts {
  readonly now: () => number
  readonly record: (drafts: readonly JournalDraft[]) => Promise<unknown>
  readonly managers: Pick<ManagerWatch, 'view' | 'call' | 'refreshSoon'>
  readonly signal?: AbortSignal
}

/** Runs recovery plans as a person ordered: looked at, checked, the intent recorded, told once, looked at again, recorded (A1, A4). */
export class RecoveryDesk {
  readonly #parts: RecoveryParts
  readonly #busy = new Set<string>()

  constructor(parts: RecoveryParts) {
    this.#parts = parts
  }

  async run(order: RecoveryOrder, by: By): Promise<Answer> {
    const manager = this.#parts.managers.view(order.managerId)
    if (manager === null) return no('This manager is not watched.', 'Reload the page.')
    const key = `${order.managerId} ${order.planNativeId}`
    if (this.#busy.has(key)) return no('This plan is being told something else.', 'Try again in a few seconds.')
    this.#busy.add(key)
    try {
      return await this.#checked(order, by, manager.name)
    } finally {
      this.#busy.delete(key)
    }
  }

  async #checked(order: RecoveryOrder, by: By, managerName: string): Promise<Answer> {
    const seen = await this.#look(order)
    if (seen.kind !== 'ok') return no(seen.message, seen.hint)
    const plan = seen.value
    if (plan === null) return no('This recovery plan is not there any more.', 'Look at its platform.')
    const why =
      plan.name === order.confirmation
        ? recoveryRefusal(plan, order.verb)
        : `The plan is called ${plan.name}, and ${order.confirmation} was confirmed`
    const write = (kind: string, outcome: JournalDraft['outcome'], message: string, data: { readonly [key: string]: Json }) =>
      this.#parts.record([
        {
          atMs: this.#parts.now(),
          kind: `manager.recovery-${kind}`,
          ...by,
          object: { kind: 'manager', id: order.managerId, name: managerName },
          reason: order.reason,
          outcome,
          message: `${managerName}, recovery plan ${plan.name}, ${order.verb}: ${message}`,
          data: { plan: plan.name, verb: order.verb, before: plan.said, ...data },
        },
      ])
    if (why !== null) {
      await write('refused', 'refused', why, {})
      return no(`${why}.`, 'Look at the plan’s state.')
    }
    await write('intent', null, `ordered while it was ${plan.said}`, {})
    const { managerId, planNativeId, verb } = order
    const told = await this.#parts.managers.call(managerId, { deadlineMs: RUN_DEADLINE_MS }, (session, options) =>
      recoveryOf(session.recovery, (recovery) => recovery.run({ verb, planNativeId }, options)),
    )
    const after = told.kind === 'ok' || told.kind === 'unknown' ? await this.#changed(order, plan) : null
    const state = after === null ? null : after.said
    const said = told.kind === 'ok' ? `accepted; its state is now ${state ?? 'not known'}` : withHint(told)
    await write('result', OUTCOMES[told.kind], said, { task: told.kind === 'ok' ? told.value.task : null, now: state })
    this.#parts.managers.refreshSoon(managerId)
    if (told.kind === 'ok') return { ok: true, result: { plan: plan.name, state } }
    return no(state === null ? told.message : `${told.message} Its state is now ${state}.`, told.hint)
  }

  #look({ managerId, planNativeId }: RecoveryOrder): Promise<DriverResult<RecoveryPlan | null>> {
    return this.#parts.managers.call(managerId, { deadlineMs: LOOK_DEADLINE_MS }, (session, options) =>
      recoveryOf(session.recovery, (recovery) => recovery.plan(planNativeId, options)),
    )
  }

  /** The plan once it shows something else than before, or as it was last seen; null: it could not be read. */
  async #changed(order: RecoveryOrder, before: RecoveryPlan): Promise<RecoveryPlan | null> {
    let last: RecoveryPlan | null = null
    const signal = this.#parts.signal ?? new AbortController().signal
    for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
      const seen = await this.#look(order)
      if (seen.kind === 'ok') last = seen.value
      if (last !== null && last.said !== before.said) return last
      await pause(LOOKS_APART_MS, signal)
    }
    return last
  }
}

const recoveryOf = <T>(
  recovery: RecoverySession | undefined,
  work: (recovery: RecoverySession) => Promise<DriverResult<T>>,
): Promise<DriverResult<T>> =>
  recovery === undefined
    ? Promise.resolve(unsupported('This manager knows no recovery plans.', 'Use the site recovery platform.'))
    : work(recovery)
