import type { Inventory } from '../../../server/domain/inventory'
import { hypervisorDrivers } from '../../../server/drivers/hypervisor/registry'
import type { DriverResult, ManagerSession } from '../../../server/drivers/ports'
import { type Random, randomFrom } from '../random'
import { damage } from './damage'
import type { DamagedLine, Request } from './damaged-line'
import { type Shape, wrongIn } from './judge'
import { FUZZED_KINDS, type FuzzedKind } from './kinds'
import { CALL, type States } from './objects'

/** A session is kept for so many calls, and then begun anew. */
const CALLS_PER_SESSION = 6
const DAMAGED_PART = 0.35
const MOST_WRONG = 20

export interface KindReport {
  readonly kind: string
  /** Answers that were damaged. */
  readonly damaged: number
  readonly calls: number
  /** Calls that ended well although answers to them were damaged. */
  readonly believed: number
  /** Acts that reached the wire, and reads with a word for a state that is not listed: what the judge had to judge. */
  readonly actsSent: number
  readonly unlistedRead: number
  readonly reasons: ReadonlyMap<string, number>
  readonly wrong: readonly string[]
}

interface Trial {
  readonly random: Random
  readonly kind: FuzzedKind
  readonly line: DamagedLine
  readonly session: ManagerSession
  readonly known: Inventory
  /** What the manager said undamaged. */
  readonly told: string
  /** How the answers to this call have been damaged so far. */
  readonly reasons: ReadonlySet<string>
  readonly judge: (what: Shape, result: DriverResult<unknown>) => void
  readonly count: (what: 'actsSent' | 'unlistedRead') => void
  readonly wrong: (words: string) => void
}

const inWords = ({ method, path, body }: Request): string => `${method} ${path} ${body.slice(0, 300)}`

/** These put no other word of the platform in a word's place: whatever state is read from them must be the true one (A4). */
const INVENT_NO_STATE: ReadonlySet<string> = new Set(['another status', 'cut off', 'some values replaced', 'another page'])

const isTrue = (reasons: ReadonlySet<string>): boolean => [...reasons].every((reason) => INVENT_NO_STATE.has(reason))
const AT_WORK: ReadonlySet<string> = new Set(['on', 'ready'])

const requireTrue = ({ kind, known, reasons, wrong }: Trial, what: string, states: States): void => {
  if (!isTrue(reasons)) return
  const truth = kind.objects.statesIn(known)
  for (const [id, state] of states)
    if (state !== null && truth.has(id) && truth.get(id) !== state)
      wrong(`${what}: ${id} is called ${state}, and is ${truth.get(id)}: ${[...reasons].join(', ')}`)
}

/** Damaged reads are whole or a failure; they change nothing in the manager. */
const read = async (trial: Trial): Promise<void> => {
  const { random, session, known, kind, line, judge, wrong } = trial
  const { what, result, states } = await kind.objects.look(session, known, random)
  judge(what, result)
  requireTrue(trial, what, states)
  const acts = line.requests.filter((request) => kind.acts(request))
  if (acts.length > 0) wrong(`${what}: a read changed something: ${acts.map(inWords).join(', ')}`)
}

/** A word that nobody knows is neither on nor off (A4). */
const readUnlisted = async ({ random, session, kind, known, line, judge, count, wrong }: Trial): Promise<void> => {
  let replaced = 0
  line.damaging = (request, answer) => {
    const unlisted = kind.unlisted(answer, request)
    if (unlisted.body === answer.body && unlisted.status === answer.status) return null
    replaced += 1
    return { ...unlisted, cut: null, what: 'an unlisted state' }
  }
  const { what, result, states } = await kind.objects.look(session, known, random)
  judge(what, result)
  if (replaced === 0 || states.size === 0) return
  count('unlistedRead')
  for (const [id, state] of states) if (state !== null) wrong(`${what}: ${id} is ${state}, said by a word that is not listed`)
}

/** Nobody can take these for an answer. */
const UNREADABLE: ReadonlySet<string> = new Set(['cut off', 'deeply nested'])

/**
 * What is asked for goes to whom it is asked for, once, and without an answer its outcome is unknown (A1). Where what is read
 * before cannot be understood, that is no "no" of the platform, upon which a VM would be forced off (D3).
 */
const act = async ({ random, session, known, told, kind, line, reasons, judge, count, wrong }: Trial): Promise<void> => {
  const { id, result } = await kind.objects.order(session, known, random)
  judge('accepted', result)
  const acts = line.requests.filter((request) => kind.acts(request))
  if (acts.length > 0) count('actsSent')
  const isAtWork = AT_WORK.has(kind.objects.statesIn(known).get(id) ?? '')
  const isUnread = isAtWork && acts.length === 0 && reasons.size > 0 && [...reasons].every((reason) => UNREADABLE.has(reason))
  if (isUnread && result.kind === 'refused' && result.byStranger !== true)
    wrong(`act: nothing was understood (${[...reasons].join(', ')}), and it is called refused (D3): ${result.message}`)
  if (acts.length === 0 && result.kind === 'ok' && isAtWork && isTrue(reasons))
    wrong(`act: ${id} is at work, nothing was sent, and it is called done: ${[...reasons].join(', ')} (A4)`)
  const other = acts.find((request) => !kind.names(request, id, told))
  if (other !== undefined) wrong(`act: meant for ${id}, sent: ${inWords(other)}`)
  if (acts.length > 1) wrong(`act: sent ${acts.length} times without an answer (A1)`)
  if (acts.length > 0 && result.kind !== 'unknown') wrong(`act: no answer came, and the outcome is called ${result.kind} (A1)`)
}

const trialOf = (random: Random): ((trial: Trial) => Promise<void>) => {
  const draw = random.below(100)
  return draw < 20 ? act : draw < 35 ? readUnlisted : read
}

/** The inventory undamaged, and all that was said for it. */
const undamaged = async (
  session: ManagerSession,
  line: DamagedLine,
): Promise<{ readonly known: Inventory; readonly told: string }> => {
  const said: string[] = []
  line.damaging = (_request, { body }) => (said.push(body), null)
  const inventory = await session.inventory(CALL)
  if (inventory.kind !== 'ok') throw new Error(`the manager does not answer undamaged: ${inventory.message}`)
  return { known: inventory.value, told: said.join('\n') }
}

/** So many damaged answers to one driver, from a running peer of its platform. */
export const fuzzManager = async (name: string, count: number, seed: number): Promise<KindReport> => {
  const kind = FUZZED_KINDS[name]
  const driver = hypervisorDrivers.find((one) => one.kind === kind?.kind)
  if (kind === undefined || driver === undefined) throw new Error(`no fuzz for ${name}`)
  const random = randomFrom(seed)
  const line = await kind.start()
  const open = () => driver.open(line.target)
  const counted = new Map<string, number>()
  const wrong: string[] = []
  let [damaged, calls, believed] = [0, 0, 0]
  const counts = { actsSent: 0, unlistedRead: 0 }
  const unhandled = (error: unknown) => void wrong.push(`unhandled: ${String(error)}`)
  process.on('unhandledRejection', unhandled)
  let session = open()
  try {
    const { known, told } = await undamaged(session, line)
    while (damaged < count && wrong.length < MOST_WRONG) {
      if (calls % CALLS_PER_SESSION === 0) {
        await session.close()
        session = open()
      }
      calls += 1
      line.requests.splice(0)
      line.withheld = (request) => kind.acts(request)
      const reasons = new Set<string>()
      line.damaging = (_request, answer) => {
        if (!random.chance(DAMAGED_PART)) return null
        const told = damage(answer, kind.isCommands, random)
        reasons.add(told.what)
        damaged += 1
        counted.set(told.what, (counted.get(told.what) ?? 0) + 1)
        return told
      }
      const before = damaged
      const say = (words: string) => void wrong.push(`${words} (call ${calls})`)
      await trialOf(random)({
        random,
        kind,
        line,
        session,
        known,
        told,
        reasons,
        judge: (what, result) => {
          const words = wrongIn(what, result, line.secretTexts)
          if (words !== null) say(words)
          if (result.kind === 'ok' && damaged > before) believed += 1
        },
        count: (what) => void (counts[what] += 1),
        wrong: say,
      }).catch((error: unknown) => say(`thrown: ${error instanceof Error ? error.stack : String(error)}`))
    }
  } finally {
    await session.close()
    await line.stop()
    process.off('unhandledRejection', unhandled)
  }
  return { kind: name, damaged, calls, believed, ...counts, reasons: counted, wrong }
}
