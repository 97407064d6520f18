import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planIdOf, type SrmLab, startSrmLab } from '../../../e2e/peers/srm/appliance'
import { managerIdSchema } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { RecoveryVerb } from '../../domain/recovery'
import { driver } from '../../drivers/hypervisor/srm/driver'
import type { ManagerSession } from '../../drivers/ports'
import { manager } from '../../testing/world-samples'
import { RecoveryDesk } from './recovery-desk'

const MANAGER = managerIdSchema.parse('srm')
const BY = { actor: 'admin', channel: 'web' } as const

describe('a recovery plan that a person runs, on a stand-in of the appliance', () => {
  let lab: SrmLab
  let session: ManagerSession
  let desk: RecoveryDesk
  let journal: JournalDraft[]
  beforeEach(async () => {
    lab = await startSrmLab()
    session = driver.open({ address: lab.address, secret: lab.secret })
    journal = []
    desk = new RecoveryDesk({
      now: () => 1_000,
      record: (drafts) => Promise.resolve(journal.push(...drafts)),
      managers: {
        view: (id) => (id === MANAGER ? manager({ id: MANAGER, name: 'srm-1', kind: 'srm' }) : null),
        call: (_id, { deadlineMs }, work) => work(session, { deadlineMs }),
        refreshSoon: () => undefined,
      },
    })
  })
  afterEach(async () => {
    await session.close()
    await lab.stop()
  })
  const run = (verb: RecoveryVerb, confirmation = 'ERP') =>
    desk.run(
      { kind: 'recovery.run', managerId: MANAGER, planNativeId: planIdOf('plan-1'), verb, confirmation, reason: 'yearly drill' },
      BY,
    )
  const told = () => journal.map(({ kind, outcome }) => [kind, outcome])
  const orders = () => lab.received.filter(({ path }) => path.includes('/actions/'))

  it('A1 A4 is looked at, its intent recorded before it is told, and its state read afterwards', async () => {
    expect(await run('test')).toEqual({ ok: true, result: { plan: 'ERP', state: 'TEST_IN_PROGRESS' } })
    expect(told()).toEqual([
      ['manager.recovery-intent', null],
      ['manager.recovery-result', 'ok'],
    ])
    expect(journal[0]).toMatchObject({ reason: 'yearly drill', actor: 'admin', data: { before: 'READY_STATE', verb: 'test' } })
    expect(journal[1]).toMatchObject({ data: { before: 'READY_STATE', now: 'TEST_IN_PROGRESS', task: 'task-1' } })
  })

  it('A1 a lost answer is told as unknown, with the state that was seen, and nothing is sent twice', async () => {
    lab.state.actions = 'lost'
    const answer = await run('recovery')
    expect(answer).toMatchObject({ ok: false })
    expect(JSON.stringify(answer)).toContain('SOMETHING_NEW')
    expect(told().at(-1)).toEqual(['manager.recovery-result', 'unknown'])
    expect(orders()).toHaveLength(1)
  })

  it('a refusal of the platform is a refusal', async () => {
    lab.state.actions = 403
    expect(await run('reprotect')).toMatchObject({ ok: false })
    expect(told().at(-1)).toEqual(['manager.recovery-result', 'refused'])
  })

  it.each<[RecoveryVerb, string, string]>([
    ['recovery', 'READY_STATE', 'another name'],
    ['test', 'DIRECTION_ERROR', 'ERP'],
    ['recovery', 'TEST_IN_PROGRESS', 'ERP'],
    ['cancel', 'READY_STATE', 'ERP'],
  ])('A8 %s of a plan that is %s, confirmed as %s, is refused and told, and nothing is sent', async (verb, status, typed) => {
    lab.plans.set('plan-1', { name: 'ERP', status, isRunning: false })
    expect(await run(verb, typed)).toMatchObject({ ok: false })
    expect(told()).toEqual([['manager.recovery-refused', 'refused']])
    expect(orders()).toEqual([])
  })

  it('two orders for one plan are not carried out at once', async () => {
    const both = await Promise.all([run('test'), run('test')])
    expect(both.map(({ ok }) => ok)).toEqual([true, false])
    expect(orders()).toHaveLength(1)
  })

  it('A9 where it cannot be looked at first, nothing is sent', async () => {
    await lab.stop()
    expect(await run('recovery')).toMatchObject({ ok: false })
    expect(journal).toEqual([])
    expect(orders()).toEqual([])
  })
})
