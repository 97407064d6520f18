import { afterEach, describe, expect, it } from 'vitest'
import { engineModel } from '../../../testing/ovirt/engine-model'
import { documentOf, listOf, permissionXml, USER } from '../../../testing/ovirt/engine-xml'
import { startStandIn } from '../../../testing/ovirt/stand-in'
import { driver } from './driver'

const account = { user: 'monitor@internal', password: 'right-secret' }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const ROLE = (number: number): string => `66666666-0000-4000-8000-00000000000${number}`
const GROUP = '77777777-0000-4000-8000-000000000001'
const ALL_BUT_HOSTS = [
  ...['login', 'shut_down_vm', 'stop_vm', 'hibernate_vm', 'run_vm', 'edit_admin_vm_properties', 'migrate_vm'],
  'edit_cluster_configuration',
]

/** `answers`: by path what the engine answers instead; null: it does not know the path. */
const notesWith = async (answers: Readonly<Record<string, string | null>>) => {
  const engine = await startStandIn(engineModel(1, 1), account, {
    answer: ({ path }) => {
      const xml = answers[path]
      return xml === undefined ? undefined : xml === null ? { status: 404 } : { xml }
    },
  })
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  open.push(engine, session)
  const identity = await session.identify({ deadlineMs: 60_000 })
  if (identity.kind !== 'ok') throw new Error(identity.message)
  return identity.value.notes ?? []
}

const OWN = `/users/${USER}/permissions`
const HOSTS_LACKING =
  'The account may not put hosts into maintenance, or switch them off and on: no role of it holds the permit manipulate_host.'

describe('what the account may not do', { timeout: 60_000 }, () => {
  it('a role on the whole system with every permit is told nothing', async () => {
    expect(await notesWith({})).toEqual([])
  })

  it('each permit that no role holds is named, with what will not work', async () => {
    const some = ALL_BUT_HOSTS.filter((permit) => permit !== 'migrate_vm')
    expect(await notesWith({ [OWN]: listOf('permissions', [permissionXml(ROLE(1), some)]) })).toEqual([
      'The account may not move VMs: no role of it holds the permit migrate_vm.',
      HOSTS_LACKING,
    ])
  })

  it('a role on one cluster alone is not one on the whole system', async () => {
    const given = [permissionXml(ROLE(1), ALL_BUT_HOSTS), permissionXml(ROLE(2), ['manipulate_host'], 'cluster')]
    expect(await notesWith({ [OWN]: listOf('permissions', given) })).toEqual([
      'The account may put hosts into maintenance, or switch them off and on only in parts of the system: no role on the whole of it holds manipulate_host.',
    ])
  })

  it('what groups of the account hold counts as well', async () => {
    const own = listOf('permissions', [permissionXml(ROLE(1), ALL_BUT_HOSTS)])
    const groups = { [`/users/${USER}/groups`]: listOf('groups', [`<group id="${GROUP}"/>`]) }
    const ofGroup = { [`/groups/${GROUP}/permissions`]: listOf('permissions', [permissionXml(ROLE(2), ['manipulate_host'])]) }
    expect(await notesWith({ [OWN]: own, ...groups, ...ofGroup })).toEqual([])
    expect(await notesWith({ [OWN]: own })).toEqual([HOSTS_LACKING])
  })

  it('an engine that follows no links is asked for each role', async () => {
    const given = listOf('permissions', [`<permission><role id="${ROLE(1)}"/></permission>`])
    const permits = listOf(
      'permits',
      ALL_BUT_HOSTS.map((name) => `<permit><name>${name}</name></permit>`),
    )
    expect(await notesWith({ [OWN]: given, [`/roles/${ROLE(1)}/permits`]: permits })).toEqual([HOSTS_LACKING])
  })

  it('an engine that does not tell is no proof of a lack', async () => {
    expect((await notesWith({ [OWN]: null })).join()).toContain('was not told')
    const api = documentOf('<api><product_info><name>oVirt Engine</name><version><major>4</major></version></product_info></api>')
    expect((await notesWith({ '/': api })).join()).toContain('does not name the user')
  })
})
