import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeepAlive } from '../domain/keep-alive'
import type { PlanContent } from '../domain/plan'
import type { Step } from '../domain/run'
import { type SafeguardFacts, startingVms, toSetAside } from '../domain/safeguard'
import type { World } from '../domain/world'
import { host, hostId, manager, plan, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { type HostsQuestion, planHosts } from './host-steps'
import { goesFurther } from './pool-autostart'
import { planRecovery, planRestores } from './recovery-steps'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content: PlanContent = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})
const KEPT: readonly KeepAlive[] = [{ role: 'console', of: null, sign: { by: 'uuid' } }]

interface Wish {
  readonly name: string
  readonly on: string
  readonly starts: boolean
  readonly kept?: boolean
  readonly systemKind?: string
}

const autostart = (on: string, wishes: readonly Wish[]): readonly SafeguardFacts[] => {
  const vms = wishes.flatMap((wish) =>
    wish.on === on && wish.starts ? [{ nativeId: wish.name, name: wish.name, how: { startOrder: '1' } }] : [],
  )
  const told = { nativeId: `autostart ${on}`, name: `autostart of ${on}`, hostNativeIds: [on], unhealthy: [] }
  return vms.length === 0
    ? []
    : [
        {
          ...told,
          setting: { kind: 'autostart', vms },
          isDisarmed: false,
          disarmAfterVms: false,
          restore: 'after-vms',
        },
      ]
}
const HOSTS = ['a', 'b']
const site = (wishes: readonly Wish[], given: Partial<World> = {}): World =>
  world({
    managers: [manager({ safeguards: HOSTS.flatMap((on) => autostart(on, wishes)) })],
    hosts: HOSTS.map((name) => ({ ...host(name), nativeId: name })),
    vms: wishes.map(({ name, on, kept, systemKind = null }) => ({
      ...vm(name, on, { systemKind }),
      nativeId: name,
      ...(kept === true ? { keepAlive: KEPT } : {}),
    })),
    ...given,
  })
const downWith = (wanted: PlanContent, given: World, names: readonly string[], more: Partial<HostsQuestion> = {}) =>
  planHosts({
    runId: RUN_ID,
    content: wanted,
    world: given,
    groupHostIds: names.map(hostId),
    existingSteps: [],
    nextSeq: 1,
    makeId: stepIds('d'),
    ...more,
  })
const down = (given: World, names: readonly string[], more: Partial<HostsQuestion> = {}) =>
  downWith(content, given, names, more).steps
const disarms = (steps: readonly Step[]) => steps.filter(({ action }) => action === 'disarm')
const silenced = (steps: readonly Step[]) =>
  disarms(steps)
    .flatMap(({ safeguard }) => (safeguard?.found.kind === 'autostart' ? safeguard.found.vms.map(({ name }) => name) : []))
    .sort()
const brief = (steps: readonly Step[]) => steps.map(({ object, action }) => `${object.name} ${action}`)
const attempt = { intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 } as const
const ended = (steps: readonly Step[]): Step[] =>
  steps.map((each) => ({ ...each, state: 'done' as const, attempts: [{ ...attempt, action: each.action }] }))

const WEB = { name: 'web', on: 'a', starts: true }
const DB = { name: 'db', on: 'b', starts: true }
const CONSOLE = { name: 'console', on: 'a', starts: true, kept: true }

describe('autostart in an orderly shutdown', () => {
  it('D10 that of a host that goes is set aside before it, of each host by itself', () => {
    const given = site([WEB, DB])
    const steps = down(given, ['a'])
    expect(brief(steps)).toEqual(['web shutdown', 'autostart of a disarm', 'a shutdown-host'])
    const [disarm] = disarms(steps)
    expect(steps.find(({ action }) => action === 'shutdown-host')?.after).toContain(disarm?.id)
    expect(disarm?.after).toEqual([])
    expect(checkRun(given, steps)).toEqual([])
  })

  it('D5 R3 D10 what the operation stands on keeps its own: nothing else may be there to start it', () => {
    const given = site([WEB, CONSOLE])
    const steps = down(given, ['a'])
    expect(silenced(steps)).toEqual(['web'])
    expect(disarms(steps)[0]?.safeguard?.sparedVms).toEqual(['console'])
    expect(checkRun(given, steps)).toEqual([])
    expect(disarms(down(site([CONSOLE]), ['a']))).toEqual([])
  })

  it('D5 R3 nothing is kept from starting with its host while any VM may be this console’s own', () => {
    const given = site([WEB, DB], { isConsoleUnplaced: true })
    const steps = down(given, ['a', 'b'])
    expect(disarms(steps)).toEqual([])
    expect(brief(steps)).toContain('a shutdown-host')
    expect(checkRun(given, steps)).toEqual([])
  })

  it('D10 one that is under way is waited for, whatever is known of the console meanwhile', () => {
    const given = site([WEB, DB])
    const open = down(given, ['a']).filter(({ action }) => action !== 'shutdown-host')
    const unplaced: World = { ...given, isConsoleUnplaced: true }
    for (const [unsure, wanted] of [
      [unplaced, content],
      [given, { ...content, recovery: { ...content.recovery, startVms: false } }],
    ] as const) {
      const { steps } = downWith(wanted, unsure, ['a'], { existingSteps: open, nextSeq: 20, makeId: stepIds('later') })
      expect(brief(steps)).toEqual(['a shutdown-host'])
      expect(checkRun(unsure, [...open, ...steps])).toEqual([])
    }
  })

  it('D10 the checker by itself refuses to silence what the operation stands on', () => {
    const plain = down(site([WEB, { ...CONSOLE, kept: false }]), ['a'])
    expect(silenced(plain)).toEqual(['console', 'web'])
    expect(checkRun(site([WEB, CONSOLE]), plain).map(({ rule }) => rule)).toContain('disarm-needed')
  })

  it('D6 R3 D10 a VM of the platform keeps its own, and the checker by itself refuses to silence it', () => {
    const agent = { name: 'vcls', on: 'a', starts: true, systemKind: 'vcls' }
    const given = site([WEB, agent])
    const steps = down(given, ['a'])
    expect(silenced(steps)).toEqual(['web'])
    expect(disarms(steps)[0]?.safeguard?.sparedVms).toEqual(['vcls'])
    expect(checkRun(given, steps)).toEqual([])
    const plain = down(site([WEB, { name: 'vcls', on: 'a', starts: true }]), ['a'])
    expect(checkRun(given, plain).map(({ rule }) => rule)).toContain('disarm-needed')
  })

  it('D10 R3 where any host of a pool that boots starts all that is off, it is set aside with the first that goes, once for all of them', () => {
    const [own] = autostart('a', [WEB, { ...DB, on: 'a' }])
    if (own === undefined) throw new Error('no autostart')
    const shared = { ...own, nativeId: 'autostart row', name: 'autostart of Row', hostNativeIds: HOSTS }
    const given = site([WEB, DB], { managers: [manager({ safeguards: [shared] })] })
    const steps = down(given, ['a'])
    expect(brief(steps)).toEqual(['web shutdown', 'autostart of Row disarm', 'a shutdown-host'])
    expect(silenced(steps)).toEqual(['db', 'web'])
    expect(disarms(steps)[0]?.safeguard?.hostIds).toEqual(HOSTS.map(hostId))
    expect(checkRun(given, steps)).toEqual([])
    const [disarm] = disarms(steps)
    expect(disarm === undefined ? [] : checkRun(given, [disarm]).map(({ rule }) => rule)).toContain('disarm-not-whole')

    const aside = { ...shared, setting: { kind: 'autostart' as const, vms: [] }, isDisarmed: true }
    const later = site([WEB, DB], { managers: [manager({ safeguards: [aside] })] })
    const { steps: rest } = downWith(content, later, ['b'], { existingSteps: ended(steps), nextSeq: 20, makeId: stepIds('l') })
    expect(brief(rest)).toEqual(['db shutdown', 'b shutdown-host'])
  })

  describe('of a pool, where any host that boots starts all that is off', () => {
    const pool = (names: readonly string[]): SafeguardFacts => ({
      nativeId: 'autostart row',
      name: 'autostart of Row',
      hostNativeIds: HOSTS,
      setting: { kind: 'autostart', vms: names.map((name) => ({ nativeId: name, name, how: { auto_poweron: 'true' } })) },
      isDisarmed: names.length === 0,
      disarmAfterVms: false,
      restore: 'after-vms',
      unhealthy: [],
    })
    const row = (wishes: readonly Wish[], marked = wishes.map(({ name }) => name)) =>
      site(wishes, { managers: [manager({ safeguards: [pool(marked)] })] })
    const nobody = { hostIds: new Set<never>(), vmIds: new Set<never>() }
    const toldBy = (given: World, more: Partial<HostsQuestion>) => downWith(content, given, ['a'], more)
    const aside = (steps: readonly Step[]) =>
      disarms(steps).flatMap(({ safeguard }) => (safeguard === undefined ? [] : [...startingVms(toSetAside(safeguard))].sort()))

    it('D10 R3 what runs on a host that stays keeps its own: if that host fails, its platform starts it', () => {
      const given = row([WEB, DB])
      const { steps, notes } = toldBy(given, { mayEnd: nobody })
      expect(aside(steps)).toEqual(['web'])
      expect(disarms(steps)[0]?.safeguard?.sparedVms).toEqual(['db'])
      expect(notes).toEqual([])
      expect(checkRun(given, steps)).toEqual([])
    })

    it.each<[string, World, Partial<HostsQuestion>]>([
      ['its host’s power is in trouble, too', row([WEB, DB]), { mayEnd: { ...nobody, hostIds: new Set([hostId('b')]) } }],
      ['another run ends it', row([WEB, DB]), { mayEnd: { ...nobody, vmIds: new Set([vm('db', 'b').id]) } }],
      ['nobody can tell what may go', row([WEB, DB]), {}],
      [
        'its host was not seen for long',
        { ...row([WEB, DB]), hosts: HOSTS.map((name) => ({ ...host(name, { stale: name === 'b' }), nativeId: name })) },
        { mayEnd: nobody },
      ],
      [
        'it is off',
        { ...row([WEB, DB]), vms: row([WEB, DB]).vms.map((one) => ({ ...one, power: 'off' as const })) },
        { mayEnd: nobody },
      ],
    ])('D10 R2 R3 it is silenced all the same where %s: a host that boots would start it once it is off', (_, given, more) => {
      expect(aside(toldBy(given, more).steps)).toEqual(['db', 'web'])
    })

    it('D10 K1 where one is silenced although its host stays for now, a person is told', () => {
      const { notes } = toldBy(row([WEB, DB]), { mayEnd: { ...nobody, hostIds: new Set([hostId('b')]) } })
      expect(notes.map(({ message }) => message)).toEqual([
        'autostart of Row: it is one setting of the whole pool; until it is put back nothing starts db if their hosts, which stay for now, fail',
      ])
    })

    it('D10 R8 a host that goes later has its own set aside then, before it, and all of it is put back', () => {
      const first = ended(toldBy(row([WEB, DB]), { mayEnd: nobody }).steps)
      const later = row([WEB, DB], ['db'])
      const question = { existingSteps: first, nextSeq: 20, makeId: stepIds('l'), mayEnd: nobody }
      const { steps } = downWith(content, later, ['b'], question)
      expect(brief(steps)).toEqual(['db shutdown', 'autostart of Row disarm', 'b shutdown-host'])
      const [second] = disarms(steps)
      expect(second === undefined ? false : goesFurther(second, first)).toBe(true)
      expect(steps.find(({ action }) => action === 'shutdown-host')?.after).toContain(second?.id)
      expect(checkRun(later, [...first, ...steps])).toEqual([])
      const all = [...first, ...ended(steps)]
      const { steps: back } = planRestores({ runId: RUN_ID, nextSeq: 40, makeId: stepIds('r'), steps: all })
      expect(back.map(({ safeguard }) => [...startingVms(safeguard?.found ?? { kind: 'autostart', vms: [] })])).toEqual([
        ['web', 'db'],
      ])
      expect(checkRun(row([WEB, DB], []), [...all, ...back])).toEqual([])
    })

    it('D10 also while the first is still on its way: the second waits for it, and does not undo it', () => {
      const { steps: first } = toldBy(row([WEB, DB]), { mayEnd: nobody })
      const given = row([WEB, DB])
      const question = { existingSteps: first, nextSeq: 20, makeId: stepIds('l'), mayEnd: nobody }
      const { steps } = downWith(content, given, ['b'], question)
      const [[open], [second]] = [disarms(first), disarms(steps)]
      expect(second?.after).toEqual([open?.id])
      expect(aside(steps)).toEqual(['db', 'web'])
      expect(checkRun(given, [...first, ...steps])).toEqual([])
    })

    it('A3 A2 what was set aside, or tried, is not set aside again for a host that goes later', () => {
      const first = ended(toldBy(row([WEB, DB]), {}).steps)
      const [again] = disarms(downWith(content, row([WEB, DB], ['db']), ['b'], { existingSteps: first, nextSeq: 20 }).steps)
      expect(again === undefined ? false : goesFurther(again, first)).toBe(false)
    })

    it('D10 R3 D5 whatever runs where: silenced is all but what must start, and what runs where nothing goes', () => {
      const wish = fc.record({
        on: fc.constantFrom(...HOSTS),
        starts: fc.boolean(),
        kept: fc.boolean(),
        isOn: fc.boolean(),
        ends: fc.boolean(),
      })
      fc.assert(
        fc.property(fc.array(wish, { maxLength: 8 }), fc.boolean(), (list, isTrouble) => {
          const wishes = list.map((each, at) => ({ ...each, name: `vm${at}` }))
          const marked = wishes.filter(({ starts }) => starts).map(({ name }) => name)
          const given = row(wishes, marked)
          const vms = given.vms.map((one, at) => (wishes[at]?.isOn === true ? one : { ...one, power: 'off' as const }))
          const mayEnd = {
            hostIds: new Set(isTrouble ? [hostId('b')] : []),
            vmIds: new Set(wishes.flatMap(({ ends, name, on }) => (ends ? [vm(name, on).id] : []))),
          }
          const { steps } = toldBy({ ...given, vms }, { mayEnd })
          if (!steps.some(({ action }) => action === 'shutdown-host')) return
          const stays = ({ on, isOn, ends }: (typeof wishes)[number]) => on === 'b' && isOn && !ends && !isTrouble
          const expected = wishes.filter((each) => each.starts && !each.kept && !stays(each)).map(({ name }) => name)
          expect(aside(steps)).toEqual(expected.sort())
          expect(checkRun({ ...given, vms }, steps)).toEqual([])
        }),
      )
    })
  })

  it('R1 R8 D10 where recovery starts no VMs, hosts go on starting theirs, and that is said', () => {
    const given = site([WEB, DB])
    const { steps, notes } = downWith({ ...content, recovery: { ...content.recovery, startVms: false } }, given, ['a'])
    expect(brief(steps)).toEqual(['web shutdown', 'a shutdown-host'])
    expect(notes.map(({ hostId: id, message }) => [id, message])).toEqual([
      [hostId('a'), 'a: it goes on starting VMs by itself whenever it boots, for the plan’s recovery starts none'],
    ])
    expect(checkRun(given, steps)).toEqual([])
    expect(downWith(content, given, ['a']).notes).toEqual([])
  })

  it('D3 A3 no host waits for it longer than it must', () => {
    expect(disarms(down(site([WEB]), ['a'], { disarmLimitSeconds: 90 })).map(({ limitSeconds }) => limitSeconds)).toEqual([20])
  })

  it('R8 comes back after all VMs, also where its host shows no such switch any more', () => {
    const gone = ended(down(site([WEB, DB]), ['a', 'b']))
    const given = site([], {
      managers: [manager({ safeguards: [] })],
      hosts: HOSTS.map((name) => ({ ...host(name, { connection: 'down' }), nativeId: name })),
      vms: [WEB, DB].map(({ name, on }) => ({ ...vm(name, on, { power: 'off' }), nativeId: name })),
    })
    const question = { runId: RUN_ID, content, world: given, steps: gone, nextSeq: gone.length + 1, makeId: stepIds('u') }
    const up = planRecovery(question).steps
    const starts = up.filter(({ action }) => action === 'start')
    const restores = up.filter(({ action }) => action === 'restore')
    expect(brief(restores).sort()).toEqual(['autostart of a restore', 'autostart of b restore'])
    for (const restore of restores) expect(restore.after).toEqual(expect.arrayContaining(starts.map(({ id }) => id)))
    expect(checkRun(given, [...gone, ...up])).toEqual([])
  })

  it('R8 an aborted run puts it back as it was found', () => {
    const mid = ended(down(site([WEB]), ['a']).filter(({ action }) => action === 'disarm'))
    const [restore] = planRestores({ runId: RUN_ID, nextSeq: 20, makeId: stepIds('r'), steps: mid }).steps
    expect(restore?.safeguard?.found).toEqual(mid[0]?.safeguard?.found)
  })

  it('R8 D10 in a second outage before it was put back, what the first one found is kept, and what has come since goes with it', () => {
    const first = ended(down(site([WEB]), ['a']).filter(({ action }) => action === 'disarm'))
    const given = site([{ ...WEB, name: 'new' }, CONSOLE])
    const again = down(given, ['a'], { existingSteps: first, nextSeq: 20, makeId: stepIds('again') })
    expect(disarms(again)[0]?.safeguard?.isKept).toBe(true)
    expect(silenced(again)).toEqual(['new', 'web'])
    expect(checkRun(given, [...first, ...again])).toEqual([])
  })

  it('D5 D10 R8 what the operation stands on since the first outage is left as it is in the second, and put back with the rest', () => {
    const dns = { ...WEB, name: 'dns' }
    const first = ended(down(site([WEB, dns]), ['a']).filter(({ action }) => action === 'disarm'))
    for (const starts of [true, false]) {
      const given = site([WEB, { ...dns, starts, kept: true }])
      const again = down(given, ['a'], { existingSteps: first, nextSeq: 20, makeId: stepIds('again') })
      expect(checkRun(given, [...first, ...again])).toEqual([])
      expect(disarms(again)[0]?.safeguard?.sparedVms).toEqual(['dns'])
      const steps = [...first, ...ended(again)]
      const { steps: back } = planRestores({ runId: RUN_ID, nextSeq: 40, makeId: stepIds('r'), steps })
      expect(back.map(({ safeguard }) => safeguard?.found)).toEqual([first[0]?.safeguard?.found])
      expect(checkRun(site([WEB, dns]), [...steps, ...back])).toEqual([])
    }
  })

  it('D5 A4 what the operation stands on since, and is still set aside, is named before its host goes', () => {
    const dns = { ...WEB, name: 'dns' }
    const first = ended(down(site([WEB, dns]), ['a']).filter(({ action }) => action === 'disarm'))
    const notes = (starts: boolean, going: readonly string[]) => {
      const given = site([
        { ...WEB, starts: false },
        { ...dns, starts, kept: true },
      ])
      return downWith(content, given, going, { existingSteps: first, nextSeq: 20 }).notes.map(({ message }) => message)
    }
    const words = 'dns: the operation stands on it, but its autostart is still set aside: it will not start with its host'
    expect(notes(false, ['a'])).toContain(words)
    expect(notes(true, ['a'])).not.toContain(words)
    expect(notes(false, ['b'])).not.toContain(words)
  })

  it('D10 D5 whatever starts where: of the hosts that go all but what the operation stands on, and the checker accepts it', () => {
    const wish = fc.record({ on: fc.constantFrom(...HOSTS), starts: fc.boolean(), kept: fc.boolean() })
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 8 }), fc.subarray(HOSTS, { minLength: 1 }), (list, going) => {
        const wishes = list.map((each, at) => ({ ...each, name: `vm${at}` }))
        const given = site(wishes)
        const steps = down(given, going)
        const left = steps.flatMap(({ object, action }) => (action === 'shutdown-host' ? [object.name] : []))
        const expected = wishes.filter(({ on, starts, kept }) => left.includes(on) && starts && !kept).map(({ name }) => name)
        expect(silenced(steps)).toEqual(expected.sort())
        expect(checkRun(given, steps)).toEqual([])
      }),
    )
  })
})
