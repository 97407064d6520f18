import type { Case, Judge, Violation } from './case'
import { lastUntruthBefore, outagesOf, runningAt } from './course'

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const violation = (rule: string, atMs: number | null, message: string): Violation => ({ rule, atMs, message })

/** Each run ends, and each step that it had to do has come to an end of its own. */
export const noStepLost: Judge = ({ runs, journal }) => {
  const ended = new Set(runs.flatMap(({ endedStepIds }) => endedStepIds))
  const open = new Set(runs.flatMap(({ openSteps }) => openSteps))
  const lost = journal.filter(({ kind, stepId }) => kind === 'step.intent' && stepId !== null && !ended.has(stepId))
  return [
    ...runs
      .filter(({ hasEnded }) => !hasEnded)
      .map(({ title }) => violation('no step lost', null, `the run of ${title} never ends`)),
    ...[...open].map((step) => violation('no step lost', null, `${step} never ends`)),
    ...lost.map(({ atMs, object, action }) =>
      violation('no step lost', atMs, `${object}: ${action} was begun in a step that has no end`),
    ),
  ]
}

/** What an order does to what it is about; an order like it makes sense again only when one of these has happened since. */
const UNDONE_BY: Readonly<Record<string, readonly string[]>> = {
  'shutdown-requested': ['started', 'resumed', 'shutdown-failed'],
  'stop-requested': ['started', 'resumed', 'stop-failed'],
  'save-requested': ['started', 'resumed', 'save-failed'],
  'start-requested': ['stopped', 'stopped-hard', 'saved', 'killed-by-power-cut', 'killed-by-host-shutdown', 'start-failed'],
  'resume-requested': ['stopped', 'stopped-hard', 'saved', 'killed-by-power-cut', 'killed-by-host-shutdown', 'resume-failed'],
  'shutting-down': ['up', 'power-lost'],
}

/** Nothing is done twice to a guest or host without the world having changed between. */
export const noSecondEffect: Judge = ({ events }) => {
  const done = new Map<string, number>()
  const violations: Violation[] = []
  for (const { atMs, object, event } of events) {
    for (const [order, undoing] of Object.entries(UNDONE_BY)) {
      const key = `${object} ${order}`
      if (undoing.includes(event)) done.delete(key)
      if (event !== order) continue
      const before = done.get(key)
      if (before !== undefined)
        violations.push(violation('no second effect', atMs, `${object}: ${order}, as ${seconds(before)} already`))
      done.set(key, atMs)
    }
  }
  return violations
}

const DOWN_CALLS = new Set(['shutdown-guest', 'power-off', 'save-state', 'migrate'])

/** What others hang on goes after them, and a host goes only when nothing runs on it any more (A5). */
export const nothingBeforeItsDependants: Judge = (given) => {
  const { vms, calls, events, journal } = given
  const taken = calls.filter(({ why }) => why === null)
  const hasEnded = (name: string, sinceMs: number, untilMs: number): boolean =>
    journal.some(({ kind, object, atMs }) => kind === 'step.result' && object === name && atMs >= sinceMs && atMs <= untilMs)
  const early = taken
    .filter(({ act }) => DOWN_CALLS.has(act))
    .flatMap(({ atMs, act, object }) => {
      const vm = vms.find(({ name }) => name === object)
      const outage = vm === undefined ? undefined : outagesOf(given, vm.row).findLast(({ fromMs }) => fromMs <= atMs)
      if (vm === undefined || outage === undefined || atMs > outage.toMs) return []
      const running = runningAt(given, atMs)
      return vm.after
        .filter((name) => running.has(name) && !hasEnded(name, outage.fromMs, atMs))
        .map((name) => violation('nothing off before its dependants', atMs, `${object}: ${act} while ${name} still runs`))
    })
  const killed = events
    .filter(({ event }) => event === 'killed-by-host-shutdown')
    .map(({ atMs, object }) =>
      violation('nothing off before its dependants', atMs, `${object} was running on a host that was shut down`),
    )
  return [...early, ...killed]
}

/** A host never has to hold more than it has, nor is it asked to. */
export const noHostOvercommitted: Judge = ({ hosts, mostMemoryMiB, calls }) => [
  ...hosts
    .filter(({ name, memoryMiB }) => (mostMemoryMiB.get(name) ?? 0) > memoryMiB)
    .map(({ name, memoryMiB }) =>
      violation('no host over-committed', null, `${name} held ${mostMemoryMiB.get(name)} MiB of ${memoryMiB} MiB`),
    ),
  ...calls
    .filter(({ why }) => why !== null && /memory/.test(why))
    .map(({ atMs, act, object, why }) =>
      violation('no host over-committed', atMs, `${object}: ${act} was asked for, but: ${why}`),
    ),
]

/** At the end all runs that ran before, and nothing else (R1, R6). */
export const allRunsAgain: Judge = ({ vms, ending }) => {
  const isOn = new Map(ending.vms.map((vm) => [vm.name, vm.isOn]))
  return [
    ...vms
      .filter(({ name, ranBefore }) => ranBefore !== isOn.get(name))
      .map(({ name, ranBefore }) =>
        violation(
          'everything that should run, runs',
          null,
          `${name} ${ranBefore ? 'ran before, and does not run' : 'did not run before, and runs'}`,
        ),
      ),
    ...ending.hosts
      .filter(({ isUp }) => !isUp)
      .map(({ name }) => violation('everything that should run, runs', null, `${name} is not up`)),
  ]
}

/** What a step's intent says, of each order that reaches a manager. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'shutdown-guest': ['shutdown'],
  'power-off': ['power-off'],
  'save-state': ['save-state'],
  start: ['start'],
  migrate: ['migrate', 'migrate-home'],
  'shutdown-host': ['shutdown-host'],
  'power-on-host': ['power-on-host'],
}

/** Whatever reached the manager stood in the journal before, once for each time (A1), and the journal's chain holds (K2). */
export const everyEffectHasAnIntent: Judge = ({ calls, journal, chainBroken }) => {
  const used = new Set<object>()
  const unannounced = calls.flatMap(({ atMs, act, object }) => {
    const actions = ACTIONS[act]
    if (actions === undefined) return []
    const intent = journal.find(
      (entry) =>
        entry.kind === 'step.intent' &&
        entry.object === object &&
        entry.action !== null &&
        actions.includes(entry.action) &&
        entry.atMs <= atMs &&
        !used.has(entry),
    )
    if (intent !== undefined) used.add(intent)
    return intent === undefined
      ? [violation('every effect has an intent', atMs, `${object}: ${act} reached the manager unannounced`)]
      : []
  })
  return [...unannounced, ...(chainBroken === null ? [] : [violation('every effect has an intent', null, chainBroken)])]
}

/** So long after the mains are back an order may still be on its way. */
const ON_ITS_WAY_MS = 15_000
const ENDS_SOMETHING = new Set(['shutdown-guest', 'save-state', 'shutdown-host'])

/** Nothing is switched off while the mains are there and every card says so (P2, P4). */
export const nothingOffOnMains: Judge = (given) => {
  const rowOf = new Map([...given.vms, ...given.hosts].map(({ name, row }) => [name, row]))
  return given.calls
    .filter(({ act, why }) => why === null && ENDS_SOMETHING.has(act))
    .flatMap(({ atMs, act, object }) => {
      const outage = outagesOf(given, rowOf.get(object) ?? '').findLast(({ fromMs }) => fromMs <= atMs)
      const untrueAtMs = lastUntruthBefore(given, atMs)
      const since = Math.max(outage?.toMs ?? 0, untrueAtMs ?? 0)
      const isCalm = atMs - since > ON_ITS_WAY_MS
      return isCalm ? [violation('nothing off while the mains are there', atMs, `${object}: ${act}`)] : []
    })
}

/** Nothing that was put down in an outage is brought up in it (R2). */
export const nothingUpInAnOutage: Judge = (given) => {
  const rowOf = new Map([...given.vms, ...given.hosts].map(({ name, row }) => [name, row]))
  return given.calls
    .filter(({ act, why }) => why === null && (act === 'start' || act === 'power-on-host'))
    .flatMap(({ atMs, act, object }) => {
      const row = rowOf.get(object) ?? ''
      const outage = outagesOf(given, row).find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
      if (outage === undefined || atMs - outage.fromMs <= ON_ITS_WAY_MS) return []
      const untrueAtMs = lastUntruthBefore(given, atMs)
      if (untrueAtMs !== null && atMs - untrueAtMs <= ON_ITS_WAY_MS) return []
      return [violation('nothing up in an outage', atMs, `${object}: ${act}`)]
    })
}

/** What an engine that cannot write its record says of that. */
const STORE_TROUBLE = /the database does not answer/

export const noErrors: Judge = ({ errors }) =>
  [...new Set(errors)].filter((error) => !STORE_TROUBLE.test(error)).map((error) => violation('no errors', null, error))

const RULES: readonly Judge[] = [
  noStepLost,
  noSecondEffect,
  nothingBeforeItsDependants,
  noHostOvercommitted,
  allRunsAgain,
  everyEffectHasAnIntent,
  nothingOffOnMains,
  nothingUpInAnOutage,
  noErrors,
]

export const judge = (given: Case): readonly Violation[] => RULES.flatMap((rule) => rule(given))
