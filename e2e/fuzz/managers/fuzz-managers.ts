import type { VmFacts } from '../../../server/domain/inventory'
import { hypervisorDrivers } from '../../../server/drivers/hypervisor/registry'
import type { DriverResult, ManagerSession } from '../../../server/drivers/ports'
import { type Random, randomFrom } from '../random'
import { damage } from './damage'
import { type DamagingProxy, startDamagingProxy } from './damaging-proxy'
import { type SHAPES, wrongIn } from './judge'
import { FUZZED_KINDS, type FuzzedKind } from './kinds'

/** Patient: a busy machine is not what is tried. */
const CALL = { deadlineMs: 20_000 }
/** A session is kept for so many calls, and then begun anew. */
const CALLS_PER_SESSION = 6
const DAMAGED_PART = 0.35

export interface KindReport {
  readonly kind: string
  /** Answers that were damaged. */
  readonly damaged: number
  readonly calls: number
  /** Calls that ended well although answers to them were damaged. */
  readonly believed: number
  /** Acts that reached the wire, and reads with a word for power that is not listed: what the judge had to judge. */
  readonly actsSent: number
  readonly unlistedRead: number
  readonly reasons: ReadonlyMap<string, number>
  readonly wrong: readonly string[]
}

interface Trial {
  readonly random: Random
  readonly kind: FuzzedKind
  readonly proxy: DamagingProxy
  readonly session: ManagerSession
  readonly vms: readonly VmFacts[]
  readonly hostIds: readonly string[]
  /** What the manager said undamaged. */
  readonly told: string
  readonly judge: (what: keyof typeof SHAPES, result: DriverResult<unknown>) => void
  readonly count: (what: 'actsSent' | 'unlistedRead') => void
  readonly wrong: (words: string) => void
}

/** Damaged reads are whole or a failure; they change nothing in the manager. */
const read = async ({ random, session, vms, hostIds, kind, proxy, judge, wrong }: Trial): Promise<void> => {
  const what = random.pick(['inventory', 'inventory', 'vm', 'host', 'identity'] as const)
  if (what === 'inventory') judge(what, await session.inventory(CALL))
  if (what === 'vm') judge(what, await session.observeVm(random.pick(vms).nativeId, CALL))
  if (what === 'host') judge(what, await session.observeHost(random.pick(hostIds), CALL))
  if (what === 'identity') judge(what, await session.identify(CALL))
  const acts = proxy.requests.filter((request) => kind.acts(request))
  if (acts.length > 0)
    wrong(
      `${what}: a read changed something: ${acts.map(({ method, path, body }) => `${method} ${path} ${body.slice(0, 120)}`).join(', ')}`,
    )
}

/** A word that nobody knows is neither on nor off (A4). */
const readUnlisted = async ({ session, kind, proxy, judge, count, wrong }: Trial): Promise<void> => {
  let replaced = 0
  proxy.damaging = (_request, answer) => {
    const body = answer.body.replace(kind.powerWord, kind.unlisted)
    if (body === answer.body) return null
    replaced += 1
    return { ...answer, body, cut: null, what: 'an unlisted power state' }
  }
  const result = await session.inventory(CALL)
  judge('inventory', result)
  if (result.kind !== 'ok' || replaced === 0) return
  count('unlistedRead')
  const known = result.value.vms.filter(({ power }) => power !== 'unknown')
  if (known.length > 0) wrong(`inventory: ${known[0]?.name} is ${known[0]?.power}, said by a word that is not listed`)
}

/** What is asked for goes to the VM that it is asked for, and a request without an answer is of unknown outcome (A1). */
const act = async ({ random, session, vms, told, kind, proxy, judge, count, wrong }: Trial): Promise<void> => {
  const vm = random.pick(vms)
  const vmNativeId = vm.nativeId
  const result = await session.act({ act: random.pick(['shutdown-guest', 'power-off', 'save-state'] as const), vmNativeId }, CALL)
  judge('accepted', result)
  const acts = proxy.requests.filter((request) => kind.acts(request))
  if (acts.length > 0) count('actsSent')
  const other = acts.find((request) => !kind.names(request, vmNativeId, told))
  if (other !== undefined) wrong(`act: meant for ${vmNativeId}, sent: ${other.method} ${other.path} ${other.body.slice(0, 300)}`)
  if (acts.length > 1) wrong(`act: sent ${acts.length} times without an answer (A1)`)
  if (acts.length > 0 && result.kind !== 'unknown') wrong(`act: no answer came, and the outcome is called ${result.kind} (A1)`)
}

const trialOf = (random: Random): ((trial: Trial) => Promise<void>) => {
  const draw = random.below(100)
  return draw < 15 ? act : draw < 20 ? readUnlisted : read
}

/** So many damaged answers to one driver, from a running peer of its platform. */
export const fuzzManager = async (name: string, count: number, seed: number): Promise<KindReport> => {
  const kind = FUZZED_KINDS[name]
  const driver = hypervisorDrivers.find((one) => one.kind === name)
  if (kind === undefined || driver === undefined) throw new Error(`no fuzz for ${name}`)
  const random = randomFrom(seed)
  const peer = await kind.peer.start()
  const proxy = await startDamagingProxy(peer.address.url)
  const open = () => driver.open({ address: { ...peer.address, url: proxy.url, pins: [] }, secret: peer.secret })
  const reasons = new Map<string, number>()
  const wrong: string[] = []
  let [damaged, calls, believed] = [0, 0, 0]
  const counts = { actsSent: 0, unlistedRead: 0 }
  const unhandled = (error: unknown) => void wrong.push(`unhandled: ${String(error)}`)
  process.on('unhandledRejection', unhandled)
  let session = open()
  try {
    const said: string[] = []
    proxy.damaging = (_request, { body }) => (said.push(body), null)
    const inventory = await session.inventory(CALL)
    if (inventory.kind !== 'ok') throw new Error(`${name} does not answer undamaged: ${inventory.message}`)
    const { vms, hosts } = inventory.value
    const told = said.join('\n')
    while (damaged < count && wrong.length < 20) {
      if (calls % CALLS_PER_SESSION === 0) {
        await session.close()
        session = open()
      }
      calls += 1
      proxy.requests.splice(0)
      proxy.withheld = (request) => kind.acts(request)
      const tally = (what: string) => {
        damaged += 1
        reasons.set(what, (reasons.get(what) ?? 0) + 1)
      }
      proxy.damaging = (_request, answer) => {
        if (!random.chance(DAMAGED_PART)) return null
        const told = damage(answer, random)
        tally(told.what)
        return told
      }
      const before = damaged
      await trialOf(random)({
        random,
        kind,
        proxy,
        session,
        vms,
        hostIds: hosts.map(({ nativeId }) => nativeId),
        told,
        judge: (what, result) => {
          const words = wrongIn(what, result, peer.secretTexts)
          if (words !== null) wrong.push(`${words} (call ${calls})`)
          if (result.kind === 'ok' && damaged > before) believed += 1
        },
        count: (what) => void (counts[what] += 1),
        wrong: (words) => void wrong.push(`${words} (call ${calls})`),
      }).catch(
        (error: unknown) => void wrong.push(`thrown: ${error instanceof Error ? error.stack : String(error)} (call ${calls})`),
      )
    }
  } finally {
    await session.close()
    await proxy.stop()
    // A peer may complain of what damaged answers made the driver ask.
    await peer.stop().catch(() => undefined)
    process.off('unhandledRejection', unhandled)
  }
  return { kind: name, damaged, calls, believed, ...counts, reasons, wrong }
}
