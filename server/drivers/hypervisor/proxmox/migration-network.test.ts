import { expect, it } from 'vitest'
import type { PveClient } from './client'
import { migrationNetwork } from './migration-network'

/** Answers as the API gives them, by path; what is not there is refused. */
const cluster = (answers: Readonly<Record<string, unknown>>) => {
  const asked: string[] = []
  const client: Pick<PveClient, 'get'> = {
    get: async (path, _query, schema) => {
      asked.push(path)
      return path in answers
        ? { kind: 'ok', value: schema.parse(answers[path]) }
        : { kind: 'refused', why: 'other', message: `${path} is refused`, hint: '' }
    },
  }
  let nowMs = 0
  const network = migrationNetwork(client, () => nowMs)
  const refresh = async (afterMs = 0): Promise<void> => {
    nowMs += afterMs
    await network.refresh(['pve1', 'pve2', 'pve3'], { deadlineMs: 1_000 })
  }
  return { network, refresh, asked }
}

const NODES = {
  '/nodes/pve1/network': [{ iface: 'eno1' }, { iface: 'bond1', cidr: '10.1.2.11/24' }, { iface: 'vmbr0', cidr: '10.9.0.11/16' }],
  '/nodes/pve2/network': [{ iface: 'vmbr0', cidr: '10.9.0.12/16', cidr6: 'fd00::12/64' }],
  '/nodes/pve3/network': [{ iface: 'vmbr0', method: 'dhcp' }],
}

it.each([{ type: 'secure', network: '10.1.2.0/24' }, 'secure,network=10.1.2.0/24'])(
  'S1-25 a node without an address in the migration network is told; one whose addresses are not told is not (%j)',
  async (migration) => {
    const { network, refresh } = cluster({ '/cluster/options': { migration }, ...NODES })
    await refresh()
    expect(['pve1', 'pve2', 'pve3'].map((node) => network.troubleOf(node))).toEqual([
      null,
      "none of its addresses is in the cluster's migration network 10.1.2.0/24",
      null,
    ])
  },
)

it('an address of the sixth version counts as well', async () => {
  const { network, refresh } = cluster({ '/cluster/options': { migration: { network: 'fd00::/64' } }, ...NODES })
  await refresh()
  expect([network.troubleOf('pve1') === null, network.troubleOf('pve2')]).toEqual([false, null])
})

it('where none is set apart, or it cannot be read, nothing is asked of nodes; all is asked again after ten minutes', async () => {
  for (const answers of [{ '/cluster/options': {} }, { '/cluster/options': { migration: { network: 'nonsense' } } }, {}]) {
    const { network, refresh, asked } = cluster({ ...answers, ...NODES })
    await refresh()
    await refresh(599_999)
    expect(asked).toEqual(['/cluster/options'])
    await refresh(1)
    expect(asked).toHaveLength(2)
    expect(network.troubleOf('pve1')).toBeNull()
  }
})
